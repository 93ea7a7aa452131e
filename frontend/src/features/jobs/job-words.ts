import type { Job } from "@/api/gen/types.gen";
import type { ChipStatus } from "@/components/status-chip";
import { count, duration } from "@/text/format";
import { text } from "@/text/text";

/** A kind as a person says it; one we have no word for, with its underscores taken out. */
export function kindName(kind: string): string {
  const spaced = kind.replaceAll("_", " ");
  return text.jobs.kinds[kind] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export function jobShare({ progress }: Job): number | null {
  return progress.total > 0 ? Math.min(progress.done / progress.total, 1) : null;
}

export function progressCount({ progress }: Job): string {
  return progress.total > 0 ? `${count(progress.done)} / ${count(progress.total)}` : "–";
}

/** From start to end, or until now; a dash while it waits. */
export function timeTaken(job: Job, now: number = Date.now()): string {
  if (!job.started_at) return "–";
  const end = job.finished_at ? Date.parse(job.finished_at) : now;
  return duration((end - Date.parse(job.started_at)) / 1000);
}

/** Done, but not all of it well, is never shown as plain success. */
export function jobChip({ status, progress }: Job): ChipStatus {
  return status === "completed" && progress.failed > 0 ? "partial" : status;
}

/** Whether it only tries what it is about to do and writes nothing. */
export function isDryRun({ params }: Job): boolean {
  return params.dry_run === true;
}

export function canCancel(job: Job): boolean {
  return job.status === "pending" || job.status === "processing" || job.status === "paused";
}

export function canRetry(job: Job): boolean {
  return job.status === "failed" || job.status === "cancelled";
}
