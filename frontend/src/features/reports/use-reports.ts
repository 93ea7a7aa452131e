import type { Report } from "@/api/gen/types.gen";
import { type Page, send } from "@/api/http";
import { isFinal } from "@/api/polling";
import { withQuery } from "@/api/query";
import { type Pages, usePages } from "@/api/use-pages";
import { jobPath, REPORTS } from "./paths";

/** What the address of the list says. */
export interface ReportFilters {
  format?: string | undefined;
  status?: string | undefined;
  search?: string | undefined;
}

/** Milliseconds between looks: often while one is written, now and then to see what was asked for elsewhere. */
const LIVE = 1500;
const CALM = 10_000;

export interface ReportsReading extends Pages<Report> {
  cancel: (id: string) => Promise<void>;
  retry: (id: string) => Promise<void>;
}

/** The reports that the filters keep, newest first. */
export function useReports(filters: ReportFilters): ReportsReading {
  const pages = usePages<Report>(withQuery(REPORTS, { ...filters, limit: 50 }), {
    revalidateAll: true,
    refreshInterval: (latest: Page<Report>[] | undefined) =>
      latest?.some((page) => page.results.some((report) => !isFinal(report.status))) ? LIVE : CALM,
  });

  async function act(id: string, verb: "cancel" | "retry") {
    await send("POST", `${jobPath(id)}${verb}/`);
    await pages.reload();
  }

  return { ...pages, cancel: (id) => act(id, "cancel"), retry: (id) => act(id, "retry") };
}
