import { expect, test } from "vitest";
import type { EditSummary } from "@/api/gen/types.gen";
import { importJob } from "@/test/fixtures";
import { needsCheck, prospect } from "./importing";

const summary = (part: Partial<EditSummary>): EditSummary => ({
  can_edit: true,
  reason: null,
  edited: 0,
  left_out: 0,
  mended: 0,
  failed: 312,
  open: 312,
  groups: [],
  ...part,
});

test("what is faulty or left out stays out, and what is mended goes in", () => {
  const job = importJob.dryRun();
  expect(prospect(job, summary({}))).toEqual({ leaving: 312, into: 9688 });
  expect(prospect(job, summary({ open: 300, mended: 10, left_out: 2 }))).toEqual({
    leaving: 302,
    into: 9698,
  });
  expect(prospect(job, summary({ open: 0, mended: 312 }))).toEqual({ leaving: 0, into: 10_000 });
});

test("duplicates that are passed over do not go in either", () => {
  const job = importJob.dryRun({
    success_rows: 9500,
    inserted_rows: 9500,
    failed_rows: 0,
    skipped_rows: 500,
  });
  expect(prospect(job, summary({ open: 0 }))).toEqual({ leaving: 0, into: 9500 });
});

test("a check of edits counts those left out as skipped, so how many go in is not said", () => {
  const again = { ...importJob.dryRun({ skipped_rows: 5 }), review: "the first check" };
  expect(prospect(again, summary({ open: 1, left_out: 5 }))).toEqual({ leaving: 6, into: null });
});

test.each([
  // mended only for what shows in the record alone
  ["email", 10, 0, false],
  ["duplicate_in_file", 10, 10, false],
  ["duplicate_in_file", 10, 9, true],
  ["duplicate_in_table", 10, 0, true],
])("%s: %i found, %i left", (code, count, open, needed) => {
  expect(needsCheck(summary({ groups: [{ code, column: "id", count, open }] }))).toBe(needed);
});
