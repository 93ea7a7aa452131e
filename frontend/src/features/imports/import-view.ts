import type { ImportJob } from "@/api/gen/types.gen";
import type { ChipStatus } from "@/components/status-chip";
import { count, duration, percent, rate } from "@/text/format";
import { text } from "@/text/text";

/** What an import looks like to the person waiting for it: exactly one of these. */
export type ImportView =
  | { state: "waiting"; position: number | null }
  | { state: "running"; share: number | null }
  | { state: "stopping"; share: number | null }
  | { state: "paused"; share: number | null }
  | { state: "completed" }
  | { state: "partial"; left: number }
  | { state: "failed" }
  | { state: "cancelled" };

export function importView(job: ImportJob): ImportView {
  switch (job.status) {
    case "pending":
      return { state: "waiting", position: job.queue_position };
    case "processing":
      return { state: job.cancel_requested ? "stopping" : "running", share: shareDone(job) };
    case "paused":
      return { state: "paused", share: shareDone(job) };
    case "completed": {
      const left = leftOut(job);
      return left > 0 ? { state: "partial", left } : { state: "completed" };
    }
    case "failed":
      return { state: "failed" };
    case "cancelled":
      return { state: "cancelled" };
  }
}

/** Rows that were read and did not go in. */
export function leftOut(job: ImportJob): number {
  return job.failed_rows + job.skipped_rows;
}

/** Rows of the file that are in the dataset now. */
export function inside(job: ImportJob): number {
  return job.inserted_rows + job.updated_rows + job.unchanged_rows;
}

function shareDone(job: ImportJob): number | null {
  return job.total_rows > 0 ? Math.min(job.processed_rows / job.total_rows, 1) : null;
}

/** The word and colour of the chip: completed with rows left out is partial, never plainly completed. */
export function chipOf(job: ImportJob): ChipStatus {
  return job.status === "completed" && leftOut(job) > 0 ? "partial" : job.status;
}

/** The one sentence that says how it went. */
export function headline(job: ImportJob): string {
  const view = importView(job);
  switch (view.state) {
    case "waiting":
      return text.job.waiting;
    case "running":
      return text.job.importing(job.file.name);
    case "stopping":
      return text.job.stopping;
    case "paused":
      return text.job.paused;
    case "completed":
      return text.job.completed(count(inside(job)), count(job.total_rows));
    case "partial":
      return inside(job) === 0
        ? text.job.nothing(text.rows(view.left))
        : text.job.partial(count(inside(job)), count(view.left));
    case "failed":
      return text.job.failed;
    case "cancelled":
      return text.job.cancelled;
  }
}

/** "Row 150,000 of 500,000 · 381,000 rows/s · 1 s left", as far as it is known. */
export function progressWords(job: ImportJob): string {
  if (job.total_rows === 0) return stageWords(job);
  const parts = [text.job.rowOf(count(job.processed_rows), count(job.total_rows))];
  if (job.rows_per_second) parts.push(text.job.rowsPerSecond(rate(job.rows_per_second)));
  if (job.eta_seconds !== null) parts.push(text.job.secondsLeft(duration(Math.max(job.eta_seconds, 1))));
  return parts.join(" · ");
}

export function stageWords(job: ImportJob): string {
  return text.job.stages[job.stage] ?? job.stage;
}

/** What a screen reader is told: the state, each quarter of the way, and the result. */
export function announcement(job: ImportJob): string {
  const view = importView(job);
  if (view.state !== "running") return `${job.file.name}: ${headline(job)}`;
  const quarter = Math.floor((view.share ?? 0) * 4) / 4;
  return text.job.announceProgress(job.file.name, percent(quarter));
}

/** What the tab of the browser says, so that progress can be seen from another tab. */
export function tabTitle(job: ImportJob): string {
  const view = importView(job);
  return view.state === "running" && view.share !== null
    ? `${percent(view.share)} · ${job.file.name}`
    : `${headline(job)} · ${job.file.name}`;
}
