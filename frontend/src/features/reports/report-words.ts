import type { Job, Report } from "@/api/gen/types.gen";
import type { ChipStatus } from "@/components/status-chip";
import { bytes } from "@/text/format";
import { text } from "@/text/text";
import { waitingWords } from "@/text/waiting";

/** "S-1042, PDF": which report it is, among others of the same student. */
export function reportName({ student_id, format }: Report): string {
  return text.reports.of(student_id, text.reports.formats[format]);
}

/** What took its workers down is set aside, as it is among jobs. */
export function reportChip({ status, failure }: Report): ChipStatus {
  return status === "failed" && failure?.kind === "crashed" ? "setAside" : status;
}

/** "84.9 KB · 3 pages", as far as it is known. */
export function documentWords({ size, pages }: Report): string {
  return [size !== null && bytes(size), pages !== null && text.reports.pageCount(pages)]
    .filter(Boolean)
    .join(" · ");
}

export function canCancel({ status }: Report): boolean {
  return status === "pending" || status === "processing" || status === "paused";
}

export function canRetry({ status }: Report): boolean {
  return status === "failed" || status === "cancelled";
}

/** What a report that is not done waits for, or that it is being written. */
export function standingWords({ status }: Report, job: Job | undefined): string {
  const words = text.report;
  if (status === "paused") return words.paused;
  if (job?.cancel_requested) return words.stopping;
  if (status === "processing") return words.writing;
  if (!job?.waiting_on) return words.waiting;
  const { queue, attempt } = job;
  return waitingWords(job.waiting_on, { queue, plural: text.waiting.jobs, attempt }) || words.waiting;
}
