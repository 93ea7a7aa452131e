import type { ImportJob } from "@/api/gen/types.gen";
import type { Page } from "@/api/http";
import { isFinal } from "@/api/polling";
import { withQuery } from "@/api/query";
import { type Pages, usePages } from "@/api/use-pages";
import { dayStart } from "@/text/day";
import { IMPORTS } from "./paths";

/** Stands among the statuses, since it is what an import has come to. */
export const UNDONE = "undone";

/** What the address of the history says. */
export interface ImportFilters {
  search?: string | undefined;
  status?: string | undefined;
  dataset?: string | undefined;
  /** Days, the last one included. */
  from?: string | undefined;
  to?: string | undefined;
  /** Whether dry runs are listed too. */
  checks?: string | undefined;
  /** By what they are sorted; the newest come first where nothing is said. */
  sort?: string | undefined;
}

/** The history of imports, newest first; looked at again while any of them is on its way. */
export function useImports(filters: ImportFilters, limit = 25): Pages<ImportJob> {
  return usePages<ImportJob>(withQuery(IMPORTS, { ...importQuery(filters), limit }), {
    revalidateAll: true,
    refreshInterval: (pages: Page<ImportJob>[] | undefined) => (anyRunning(pages) ? 2000 : 0),
  });
}

function importQuery({ search, status, dataset, from, to, checks, sort }: ImportFilters) {
  return {
    search,
    dataset,
    ordering: sort,
    created_after: dayStart(from),
    created_before: dayStart(to, 1),
    ...(checks ? {} : { dry_run: "false" }),
    ...(status === UNDONE ? { undone: "true" } : { status }),
  };
}

function anyRunning(pages: Page<ImportJob>[] | undefined): boolean {
  return pages?.some((page) => page.results.some((job) => !isFinal(job.status))) ?? false;
}
