import type { Job } from "@/api/gen/types.gen";
import { count } from "@/text/format";
import { text } from "@/text/text";

/** What can be said of merging mended records into an import: exactly one of these. */
export type MergeView =
  | { state: "none" }
  | { state: "underway"; job: Job }
  | { state: "merged"; job: Job }
  | { state: "unsuccessful"; job: Job };

export function mergeView(merge: Job | undefined): MergeView {
  if (!merge) return { state: "none" };
  switch (merge.status) {
    case "completed":
      return { state: "merged", job: merge };
    case "failed":
    case "cancelled":
      return { state: "unsuccessful", job: merge };
    default:
      return { state: "underway", job: merge };
  }
}

/** "Merged: 308 rows went in, 4 still have faults". */
export function mergedWords({ result }: Job): string {
  const words = text.merge;
  const parts = [
    [result?.merged, words.merged],
    [result?.still_failed, words.stillFailed],
    [result?.left_out, words.leftOut],
    [result?.not_rejected, words.notRejected],
  ] as const;
  const said = parts.map(([n, say]) => [Number(n ?? 0), say] as const).filter(([n]) => n > 0);
  return said.length > 0 ? words.sum(said.map(([n, say]) => say(n)).join(", ")) : words.nothing;
}

/** How far a merge is: "Merging · 200 of 312 rows", or that it waits. */
export function mergingWords({ status, progress: { done, total } }: Job): string {
  if (status === "pending" || status === "paused") return text.merge.waiting;
  const far = total > 0 && done > 0 ? [text.merge.rowsOf(count(done), count(total))] : [];
  return [text.merge.merging, ...far].join(" · ");
}

export function unmergedWords({ status, failure }: Job): string {
  return status === "failed" ? text.merge.failed(failure?.message ?? "") : text.merge.cancelled;
}
