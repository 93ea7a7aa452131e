import type { ImportJob } from "@/api/gen/types.gen";
import { hasEnded, type ImportView, mayBeMended } from "./import-view";

const TABS = ["review", "faults", "mend", "details", "records", "timeline"] as const;

export type ResultTab = (typeof TABS)[number];

/** What can be looked at below the books of an import, the most telling first: that is open until another is chosen. */
export function resultTabs(job: ImportJob, view: ImportView): ResultTab[] {
  const isReview = job.dry_run && job.status === "completed" && job.file.kept;
  const there: Record<ResultTab, boolean> = {
    review: isReview,
    faults: job.failed_rows > 0 && !isReview,
    mend: mayBeMended(job, view),
    records: hasEnded(view) && job.total_rows > 0 && job.file.kept && !isReview,
    details: true,
    timeline: true,
  };
  return TABS.filter((tab) => there[tab]);
}

/** The tab that the address names, as far as the import has it now. */
export function openTab(tabs: ResultTab[], asked: string | undefined): ResultTab {
  return tabs.find((tab) => tab === asked) ?? tabs[0] ?? "details";
}

/** Where single records are shown, if anywhere. */
export function recordsTab(tabs: ResultTab[]): ResultTab | null {
  return tabs.find((tab) => tab === "review" || tab === "records") ?? null;
}
