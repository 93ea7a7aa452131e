import { expect, it } from "vitest";
import { importJob, undoJob, undoState } from "@/test/fixtures";
import { mayBeUndone, undoneWords, undoView, undoWords } from "./undo-view";

it.each([
  ["none", importJob.completed(), undefined],
  ["possible", importJob.completed(), undoState.possible()],
  ["impossible", importJob.completed(), undoState.impossible("The dataset of this import has been deleted.")],
  ["underway", importJob.completed(), undoState.underway()],
  ["unsuccessful", importJob.completed(), undoState.failed()],
  // the import's own page may know of it later than its undo does
  ["undone", importJob.completed(), undoState.done()],
  ["undone", importJob.undone(), undefined],
])("is %s", (state, job, known) => expect(undoView(job, known).state).toBe(state));

it.each([
  [importJob.completed(), true],
  [importJob.cancelled(), true],
  [importJob.failed(), true],
  [importJob.dryRun(), false],
  [importJob.aborted(), false],
  [importJob.cancelled({ mode: "replace" }), false],
  [importJob.upserted({ inserted_rows: 0, updated_rows: 0, unchanged_rows: 10_000 }), false],
  [importJob.undone(), true],
])("is asked about only when rows went in (%#)", (job, asked) => expect(mayBeUndone(job)).toBe(asked));

it.each([
  [
    { removed: 9688, restored: 12, kept: 3 },
    "Undone: 9,688 rows removed, 12 restored, 3 kept because something else has changed them since",
  ],
  [
    { removed: 1, restored: 0, kept: 1 },
    "Undone: 1 row removed, 1 kept because something else has changed it since",
  ],
  [{ removed: 0, restored: 0, kept: 0 }, "Undone: no row had to be changed"],
  // its job is no longer kept
  [null, "The import was undone"],
])("counts what became of the rows (%#)", (result, said) =>
  expect(undoneWords(undoJob({ result }))).toBe(said),
);

it("says how far it is", () => {
  const { job } = undoState.underway();
  expect(job && undoWords(job)).toBe("Taking its rows back · 3,000 of 9,688 rows");
  expect(undoWords(undoJob({ status: "pending" }))).toBe("Waiting to take its rows back");
});
