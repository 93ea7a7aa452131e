import type { ImportJob } from "@/api/gen/types.gen";
import type { Page } from "@/api/http";
import { isFinal } from "@/api/polling";
import { withQuery } from "@/api/query";
import { type Pages, usePages } from "@/api/use-pages";
import { IMPORTS } from "./paths";

export interface ImportFilters {
  search?: string | undefined;
  status?: string | undefined;
  dataset?: string | undefined;
  limit?: number;
}

/** The history of imports, newest first; looked at again while any of them is on its way. */
export function useImports({ search, status, dataset, limit = 25 }: ImportFilters): Pages<ImportJob> {
  return usePages<ImportJob>(withQuery(IMPORTS, { search, status, dataset, limit }), {
    revalidateAll: true,
    refreshInterval: (pages: Page<ImportJob>[] | undefined) => (anyRunning(pages) ? 2000 : 0),
  });
}

function anyRunning(pages: Page<ImportJob>[] | undefined): boolean {
  return pages?.some((page) => page.results.some((job) => !isFinal(job.status))) ?? false;
}
