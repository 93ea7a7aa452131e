import type { ImportJob, Job, UndoState } from "@/api/gen/types.gen";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { changed } from "./import-view";

/** What can be said of taking an import back: exactly one of these. */
export type UndoView =
  | { state: "none" }
  | { state: "possible" }
  | { state: "impossible"; reason: string }
  | { state: "underway"; job: Job }
  /** What has been tried came to nothing; `reason` says why it cannot be tried again. */
  | { state: "unsuccessful"; job: Job; reason: string | null }
  | { state: "undone"; job: Job | null };

/** Whether it is worth asking the server: rows went in, or an undo has begun. */
export function mayBeUndone(job: ImportJob): boolean {
  return job.undo_job !== null || changed(job) > 0;
}

export function undoView(job: ImportJob, known: UndoState | undefined): UndoView {
  const undo = known?.job ?? null;
  if (job.undone_at !== null) return { state: "undone", job: undo };
  if (!known) return { state: "none" };
  if (undo) {
    if (undo.status === "completed") return { state: "undone", job: undo };
    if (undo.status !== "failed" && undo.status !== "cancelled") return { state: "underway", job: undo };
    return { state: "unsuccessful", job: undo, reason: known.reason };
  }
  if (known.can_undo) return { state: "possible" };
  return known.reason ? { state: "impossible", reason: known.reason } : { state: "none" };
}

/** "Undone: 9,688 rows removed, 12 restored, 3 kept because something else has changed them since". */
export function undoneWords(undo: Job | null): string {
  if (!undo?.result) return text.undo.headline;
  const parts = [
    [rowsOf(undo, "removed"), text.undo.removed],
    [rowsOf(undo, "restored"), text.undo.restored],
    [rowsOf(undo, "kept"), text.undo.kept],
  ] as const;
  const said = parts.filter(([rows]) => rows > 0).map(([rows, say]) => say(rows));
  return said.length > 0 ? text.undo.sum(said.join(", ")) : text.undo.nothing;
}

export function keptRows(undo: Job | null): number {
  return undo?.result ? rowsOf(undo, "kept") : 0;
}

/** How far an undo is: "3,000 of 9,688 rows", or that it waits. */
export function undoWords({ status, progress: { done, total } }: Job): string {
  if (status === "pending" || status === "paused") return text.undo.waiting;
  const far = total > 0 && done > 0 ? [text.undo.rowsOf(count(done), count(total))] : [];
  return [text.undo.undoing, ...far].join(" · ");
}

export function unsuccessfulWords({ status, failure }: Job): string {
  return status === "failed" ? text.undo.failed(failure?.message ?? "") : text.undo.cancelled;
}

function rowsOf({ result }: Job, part: "removed" | "restored" | "kept"): number {
  return Number(result?.[part] ?? 0);
}
