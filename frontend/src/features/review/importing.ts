import type { EditSummary, ImportJob } from "@/api/gen/types.gen";

/** What would become of the file if it were imported now. */
export interface Prospect {
  /** Records that stay out: faulty still, or left out on purpose. */
  leaving: number;
  /** Records that go in; null where it shows only when they are checked again. */
  into: number | null;
}

/**
 * Counts what an import would do by what the check found and what was edited since. A check of edits has
 * counted those left out among the skipped, and which of them were taken back in since is not known here.
 */
export function prospect(job: ImportJob, { open, left_out }: EditSummary): Prospect {
  const leaving = open + left_out;
  const isKnown = job.review == null || (left_out === 0 && job.skipped_rows === 0);
  return { leaving, into: isKnown ? Math.max(job.total_rows - job.skipped_rows - leaving, 0) : null };
}

const KEY_FAULTS = new Set(["duplicate_in_file", "duplicate_in_table", "not_in_table"]);

/** Whether faults that only the other records can tell were edited away: whether they are is not known before the next check. */
export function needsCheck({ groups }: EditSummary): boolean {
  return groups.some(({ code, count, open }) => KEY_FAULTS.has(code) && open < count);
}
