import type { ImportJob } from "@/api/gen/types.gen";
import type { ChipStatus } from "@/components/status-chip";

/** What an import looks like to the person waiting for it: exactly one of these. */
export type ImportView =
  | { state: "waiting" }
  | { state: "running"; share: number | null }
  | { state: "pausing"; share: number | null }
  | { state: "stopping"; share: number | null }
  | { state: "paused"; share: number | null }
  | { state: "completed" }
  | { state: "partial"; left: number }
  | { state: "failed" }
  | { state: "cancelled" }
  | { state: "undone" };

export function importView(job: ImportJob): ImportView {
  if (job.undone_at !== null) return { state: "undone" };
  switch (job.status) {
    case "pending":
      return { state: "waiting" };
    case "processing":
      return { state: movement(job), share: shareDone(job) };
    case "paused":
      return { state: "paused", share: shareDone(job) };
    case "completed": {
      const left = job.failed_rows;
      return left > 0 ? { state: "partial", left } : { state: "completed" };
    }
    case "failed":
      return { state: "failed" };
    case "cancelled":
      return { state: "cancelled" };
  }
}

function movement({ cancel_requested, pause_requested }: ImportJob): "running" | "pausing" | "stopping" {
  if (cancel_requested) return "stopping";
  return pause_requested ? "pausing" : "running";
}

/** Of an import that goes on no more, unless it is asked to. */
export type Ended = Extract<
  ImportView,
  { state: "completed" | "partial" | "failed" | "cancelled" | "undone" }
>;

const ENDS = new Set<ImportView["state"]>(["completed", "partial", "failed", "cancelled", "undone"]);

export function hasEnded(view: ImportView): view is Ended {
  return ENDS.has(view.state);
}

/** Rows of the file that the dataset takes; of a dry run, those that it would take. */
export function fitting(job: ImportJob): number {
  return job.inserted_rows + job.updated_rows + job.unchanged_rows;
}

/** Rows of the file that are in the dataset now. Those that replace all others wait beside it until the last one is read. */
export function inside(job: ImportJob): number {
  const waits = job.mode === "replace" && job.status !== "completed";
  return job.dry_run || waits || job.undone_at !== null ? 0 : fitting(job);
}

/** Rows of the dataset that are as this import made them, so that there is something to take back. */
export function changed(job: ImportJob): number {
  return Math.max(inside(job) - job.unchanged_rows, 0);
}

/** Why rows were skipped: as duplicates, because somebody left them out, or for either reason. */
export function skippedBy(job: ImportJob): "duplicates" | "hand" | "either" {
  if (job.duplicates === "reject") return "hand";
  const wasLookedThrough = job.review || job.merge_job || job.edited_rows > 0;
  return wasLookedThrough ? "either" : "duplicates";
}

/** Whether faults, not an accident, ended it: then there is something to mend rather than to try again. */
export function stoppedByFaults({ failure }: ImportJob): boolean {
  return failure?.code === "aborted" || failure?.code === "too_many_errors";
}

/** Whether rows that it left out can still be mended and merged into it. */
export function mayBeMended(job: ImportJob, view: ImportView): boolean {
  return view.state === "partial" && !job.dry_run && job.file.kept;
}

/** Whether another attempt begins with the first row: there is nothing in the dataset to go on from. */
export function beginsAnew(job: ImportJob): boolean {
  return job.dry_run || job.on_error === "abort";
}

/** Whether the books are closed only at the end, so that no row is in before all are. */
export function isHeldBack(job: ImportJob): boolean {
  return job.on_error === "abort" && job.stage === "loading" && job.processed_rows === 0;
}

/** Rows that have been read and judged, entered in the books or not. */
export function rowsDone(job: ImportJob): number {
  return isHeldBack(job) ? job.progress.done : job.processed_rows;
}

function shareDone(job: ImportJob): number | null {
  const done = rowsDone(job);
  if (job.total_rows === 0 || (isHeldBack(job) && done === 0)) return null;
  return Math.min(done / job.total_rows, 1);
}

/** The word and colour of the chip: completed with faults is partial, never plainly completed. Rows skipped on request are no faults. */
export function chipOf(job: ImportJob): ChipStatus {
  if (job.undone_at !== null) return "undone";
  if (job.status === "failed" && job.failure?.kind === "crashed") return "setAside";
  return job.status === "completed" && job.failed_rows > 0 ? "partial" : job.status;
}
