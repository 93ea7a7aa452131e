import type { Job } from "@/api/gen/types.gen";
import { isFinal } from "@/api/polling";
import type { ChipStatus } from "@/components/status-chip";
import { count, duration } from "@/text/format";
import { text } from "@/text/text";
import { waitingWords } from "@/text/waiting";

/** The kind whose jobs have a page of their own. */
export const IMPORT = "csv_import";

/** A kind as a person says it; one we have no word for by its title, else with its underscores taken out. */
export function kindName(kind: string, title?: string): string {
  const spaced = kind.replaceAll("_", " ");
  return text.jobs.kinds[kind] ?? title ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** What tells this job from the next of its kind: its title, else the end of its id, which is the part that differs. */
export function aboutJob({ title, id }: Pick<Job, "title" | "id">): string {
  return title || id.slice(-12);
}

/** "File import customers.csv". */
export function jobName(job: Job): string {
  return `${kindName(job.kind)} ${aboutJob(job)}`;
}

export function jobShare({ progress }: Job): number | null {
  return progress.total > 0 ? Math.min(progress.done / progress.total, 1) : null;
}

export function progressCount({ progress }: Job): string {
  return progress.total > 0 ? `${count(progress.done)} / ${count(progress.total)}` : "–";
}

/** From start to end, or until now; a dash while it waits. */
export function timeTaken(
  { started_at: start, finished_at: end }: Pick<Job, "started_at" | "finished_at">,
  now: number = Date.now(),
): string {
  return start ? duration(((end ? Date.parse(end) : now) - Date.parse(start)) / 1000) : "–";
}

/** Done, but not all of it well, is never shown as plain success; and what took its workers down is set aside. */
export function jobChip({ status, progress, failure }: Job): ChipStatus {
  if (status === "completed" && progress.failed > 0) return "partial";
  return status === "failed" && failure?.kind === "crashed" ? "setAside" : status;
}

/** Whether it only tries what it is about to do and writes nothing. */
export function isDryRun({ params }: Job): boolean {
  return params.dry_run === true;
}

export function canCancel({ status, cancel_requested: asked }: Job): boolean {
  return !asked && (status === "pending" || status === "processing" || status === "paused");
}

export function canPause({ status, cancel_requested, pause_requested }: Job): boolean {
  return (status === "pending" || status === "processing") && !cancel_requested && !pause_requested;
}

export function canResume({ status, cancel_requested, pause_requested }: Job): boolean {
  return status === "paused" || (status === "processing" && pause_requested && !cancel_requested);
}

export function canRetry({ status }: Job): boolean {
  return status === "failed" || status === "cancelled";
}

/** What has been undone cannot be undone again, and a batch of ids belongs to its request. */
export function canRunAgain({ kind, status }: Job): boolean {
  return isFinal(status) && kind !== "id_batch" && !(kind === "undo" && status === "completed");
}

/** What a job waits for, or how far it is: the sentence below its bar. */
export function standingWords(job: Job): string {
  const words = text.jobs.job;
  if (job.waiting_on) {
    const { queue, attempt } = job;
    return waitingWords(job.waiting_on, { queue, plural: text.waiting.jobs, attempt });
  }
  const { done, failed, total } = job.progress;
  const parts = [];
  if (job.status === "processing" && job.cancel_requested) parts.push(words.stopping);
  else if (job.status === "processing" && job.pause_requested) parts.push(words.pausing);
  if (total > 0) parts.push(unitsOf(job.kind)(count(done), count(total)));
  if (failed > 0) parts.push(words.notWell(count(failed)));
  if (job.status === "processing" && parts.length === 0) parts.push(stageName(job.stage));
  return parts.join(" · ");
}

/** How many of how many, in what the kind works on where there is a word for it. */
function unitsOf(kind: string): (done: string, total: string) => string {
  return text.tasks.progress[kind] ?? text.jobs.job.unitsOf;
}

export function stageName(stage: string): string {
  return text.job.stages[stage] ?? stage.replaceAll("_", " ");
}
