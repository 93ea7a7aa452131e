import { describe, expect, it } from "vitest";
import type { ImportJob } from "@/api/gen/types.gen";
import { importJob } from "@/test/fixtures";
import { beginsAnew, changed, chipOf, importView, inside } from "./import-view";
import { announcement, headline, progressWords, stageWords, tabTitle, underwayWords } from "./import-words";
import { ledgerParts } from "./ledger-parts";

describe("an import that left rows out", () => {
  it("is partial, never plainly completed", () => {
    const job = importJob.partial();
    expect(importView(job)).toEqual({ state: "partial", left: 312 });
    expect(chipOf(job)).toBe("partial");
    expect(headline(job)).toBe("9,688 imported, 312 left out");
  });

  it("is not partial when rows were only skipped, as was asked; the headline counts them", () => {
    const job = importJob.skipped();
    expect(importView(job)).toEqual({ state: "completed" });
    expect(chipOf(job)).toBe("completed");
    expect(headline(job)).toBe("9,500 imported, 500 skipped as duplicates");
  });

  it("says so when nothing went in", () => {
    expect(headline(importJob.partial({ inserted_rows: 0, success_rows: 0, failed_rows: 10_000 }))).toBe(
      "Nothing imported, all 10,000 rows left out",
    );
  });
});

it.each([
  ["waiting", importJob.pending(), "Waiting to start"],
  ["running", importJob.running(), "Importing customers.csv"],
  ["stopping", importJob.running({ cancel_requested: true }), "Stopping after the batch at hand"],
  ["pausing", importJob.running({ pause_requested: true }), "Pausing after the batch at hand"],
  // to stop weighs more than to pause
  [
    "stopping",
    importJob.running({ pause_requested: true, cancel_requested: true }),
    "Stopping after the batch at hand",
  ],
  ["paused", importJob.paused(), "Paused"],
  ["undone", importJob.undone(), "The import was undone"],
  ["undone", importJob.undone({ status: "failed" }), "The import was undone"],
  ["completed", importJob.completed(), "10,000 of 10,000 imported"],
  ["failed", importJob.failed(), "The import failed"],
  ["cancelled", importJob.cancelled(), "The import was cancelled"],
])("is %s", (state, job, said) => {
  expect(importView(job).state).toBe(state);
  expect(headline(job)).toBe(said);
});

it("says the row, the speed and the time left", () => {
  expect(progressWords(importJob.running())).toBe("Row 150,000 of 500,000 · 381,000 rows/s · 1 s left");
  expect(progressWords(importJob.running({ rows_per_second: null, eta_seconds: null }))).toBe(
    "Row 150,000 of 500,000",
  );
  expect(progressWords(importJob.running({ total_rows: 0, stage: "counting" }))).toBe("Counting rows");
});

it("tells a screen reader each quarter and the result", () => {
  expect(announcement(importJob.running())).toBe("Importing customers.csv: 25%");
  expect(announcement(importJob.running({ processed_rows: 249_999 }))).toBe("Importing customers.csv: 25%");
  expect(announcement(importJob.partial())).toBe("customers.csv: 9,688 imported, 312 left out");
});

it("shows the progress in the tab's title", () => {
  expect(tabTitle(importJob.running())).toBe("30% · customers.csv");
  expect(tabTitle(importJob.completed())).toBe("10,000 of 10,000 imported · customers.csv");
});

it.each(Object.entries(importJob))("keeps the books of the state %s balanced", (_, make) => {
  const job = make();
  expect(ledgerParts(job).reduce((sum, { rows }) => sum + rows, 0)).toBe(job.total_rows);
});

describe("an import that only tries", () => {
  it.each([
    ["waiting", importJob.pending(), "Dry run waiting to start"],
    ["running", importJob.running(), "Dry run of customers.csv"],
    [
      "stopping",
      importJob.running({ cancel_requested: true }),
      "Stopping the dry run after the batch at hand",
    ],
    ["pausing", importJob.running({ pause_requested: true }), "Pausing the dry run after the batch at hand"],
    ["paused", importJob.paused(), "Dry run paused"],
    ["completed", importJob.completed(), "Dry run: 10,000 of 10,000 would go in"],
    ["partial", importJob.partial(), "Dry run: 9,688 would go in, 312 would be left out"],
    ["failed", importJob.failed(), "The dry run failed"],
    ["cancelled", importJob.cancelled(), "The dry run was cancelled"],
    // never "imported", "inserted", "went in"
    ["completed", importJob.skipped(), "Dry run: 9,500 would go in, 500 would be skipped as duplicates"],
    [
      "completed",
      importJob.upserted(),
      "Dry run: 1,200 would be inserted, 300 would be updated, 8,500 would stay the same",
    ],
    [
      "partial",
      importJob.partial({ inserted_rows: 0, success_rows: 0, failed_rows: 10_000 }),
      "Dry run: nothing would go in, all 10,000 rows would be left out",
    ],
  ])("is %s, and says that it is a dry run", (state, made, said) => {
    const job = { ...made, dry_run: true };
    expect(importView(job).state).toBe(state);
    expect(headline(job)).toBe(said);
    expect(announcement(job)).toMatch(/dry run/i);
    expect(tabTitle(job)).toMatch(/dry run/i);
    expect(inside(job)).toBe(0);
  });

  it("checks rows, it does not load them", () => {
    expect(stageWords(importJob.running({ dry_run: true }))).toBe("Checking rows");
    expect(stageWords(importJob.running({ dry_run: true, stage: "counting" }))).toBe("Counting rows");
    expect(announcement(importJob.running({ dry_run: true }))).toBe("Dry run of customers.csv: 25%");
    expect(tabTitle(importJob.running({ dry_run: true }))).toBe("30% · Dry run · customers.csv");
  });
});

describe("the headline of an import that meets rows that are there", () => {
  it.each([
    [importJob.upserted(), "1,200 inserted, 300 updated, 8,500 unchanged"],
    [
      importJob.upserted({ duplicates: "skip", unchanged_rows: 8000, failed_rows: 400, skipped_rows: 100 }),
      "1,200 inserted, 300 updated, 8,000 unchanged, 400 left out, 100 skipped as duplicates",
    ],
    [
      importJob.upserted({ inserted_rows: 0, updated_rows: 1500, mode: "update" }),
      "1,500 updated, 8,500 unchanged",
    ],
    [importJob.completed({ mode: "upsert" }), "10,000 inserted"],
    [importJob.completed({ mode: "replace" }), "10,000 of 10,000 imported"],
  ])("counts what became of the rows (%#)", (job, said) => expect(headline(job)).toBe(said));
});

it.each([
  [{ skipped_rows: 10_000 }, "Nothing imported, all 10,000 rows skipped as duplicates"],
  [{ skipped_rows: 9999, failed_rows: 1 }, "Nothing imported, 1 left out, 9,999 skipped as duplicates"],
])("says so when nothing went in, and why (%j)", (part, said) => {
  expect(headline(importJob.skipped({ inserted_rows: 0, success_rows: 0, ...part }))).toBe(said);
});

describe("what people did to the records of a file", () => {
  // without a policy that skips, only a person can have left a row out
  const leftOut = importJob.completed({ inserted_rows: 9988, success_rows: 9988, skipped_rows: 12 });

  it.each<[ImportJob, string]>([
    [leftOut, "9,988 imported, 12 left out on purpose"],
    [{ ...leftOut, dry_run: true }, "Dry run: 9,988 would go in, 12 would be left out on purpose"],
    // duplicates and rows left out are counted together
    [{ ...importJob.skipped(), review: "r" }, "9,500 imported, 500 skipped"],
    [{ ...importJob.completed(), edited_rows: 312 }, "10,000 of 10,000 imported, 312 after mending"],
    [
      { ...importJob.upserted(), edited_rows: 3 },
      "1,200 inserted, 300 updated, 8,500 unchanged, 3 after mending",
    ],
    // some of the edited rows may still be among those left out
    [{ ...importJob.partial(), edited_rows: 20 }, "9,688 imported, 312 left out"],
  ])("is told in the headline (%#)", (job, said) => expect(headline(job)).toBe(said));

  it("makes an import green again once all is mended", () => {
    expect(importView({ ...importJob.completed(), edited_rows: 312 })).toEqual({ state: "completed" });
  });
});

it("skips one as a duplicate", () => {
  expect(headline(importJob.skipped({ inserted_rows: 9999, skipped_rows: 1 }))).toBe(
    "9,999 imported, 1 skipped as a duplicate",
  );
});

it("has no row of a replacement in the dataset before all are in", () => {
  expect(inside(importJob.running({ mode: "replace" }))).toBe(0);
  expect(inside(importJob.cancelled({ mode: "replace" }))).toBe(0);
  expect(inside(importJob.completed({ mode: "replace" }))).toBe(10_000);
});

it("does not say how far it is while the books of all or nothing are held back", () => {
  const job = importJob.running({
    on_error: "abort",
    processed_rows: 0,
    inserted_rows: 0,
    success_rows: 0,
    failed_rows: 0,
    unprocessed_rows: 500_000,
  });
  expect(importView(job)).toEqual({ state: "running", share: null });
  expect(progressWords(job)).toBe("500,000 rows; all go in together at the end, or none does");
  // what is told on the way is no row in the books yet
  const further: ImportJob = { ...job, progress: { done: 125_000, failed: 0, total: 500_000 } };
  expect(importView(further)).toEqual({ state: "running", share: 0.25 });
  expect(progressWords(further)).toBe("Row 125,000 of 500,000; all go in together at the end, or none does");
});

it("goes on from where it was only when something is in", () => {
  expect(beginsAnew(importJob.cancelled())).toBe(false);
  expect(beginsAnew(importJob.cancelled({ on_error: "abort" }))).toBe(true);
  expect(beginsAnew(importJob.cancelled({ dry_run: true }))).toBe(true);
});

it("has in its books what there is of every import, and other parts only with rows in them", () => {
  const names = (job: ReturnType<typeof importJob.completed>) => ledgerParts(job).map(({ name }) => name);
  expect(names(importJob.completed())).toEqual(["inserted", "failed", "unprocessed"]);
  expect(names(importJob.upserted())).toEqual(["inserted", "updated", "unchanged", "failed", "unprocessed"]);
  expect(names(importJob.skipped())).toEqual(["inserted", "skipped", "failed", "unprocessed"]);
});

it.each([
  [importJob.paused(), "Paused after row 150,000 of 500,000; those rows are in."],
  // its rows wait beside the dataset
  [
    importJob.paused({ mode: "replace" }),
    "Paused after row 150,000 of 500,000; the dataset changes when all of them are in.",
  ],
  [
    importJob.paused({ on_error: "abort", processed_rows: 0, inserted_rows: 0, failed_rows: 0 }),
    "Paused. No row is in yet: it begins with the first row when it goes on.",
  ],
  [importJob.paused({ dry_run: true }), "Nothing is written. It begins with the first row when it goes on."],
])("says what a pause leaves behind (%#)", (job, said) => expect(underwayWords(job)).toBe(said));

it("is undone in the chip whatever it was before, and has nothing in the dataset any more", () => {
  expect(chipOf(importJob.undone())).toBe("undone");
  expect(chipOf(importJob.undone({ failed_rows: 3 }))).toBe("undone");
  expect(inside(importJob.undone())).toBe(0);
});

it("is set aside when it took its workers down", () => {
  const failure = { kind: "crashed" as const, code: "quarantined", message: "", line: null, retryable: true };
  expect(chipOf(importJob.failed({ failure }))).toBe("setAside");
});

it("has changed what was not so before", () => {
  expect(changed(importJob.upserted())).toBe(1500);
  expect(changed(importJob.completed({ dry_run: true }))).toBe(0);
});
