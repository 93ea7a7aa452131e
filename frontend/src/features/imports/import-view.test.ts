import { describe, expect, it } from "vitest";
import { importJob } from "@/test/fixtures";
import { announcement, chipOf, headline, importView, progressWords, tabTitle } from "./import-view";
import { ledgerParts } from "./ledger-parts";

describe("an import that left rows out", () => {
  it("is partial, never plainly completed", () => {
    const job = importJob.partial();
    expect(importView(job)).toEqual({ state: "partial", left: 312 });
    expect(chipOf(job)).toBe("partial");
    expect(headline(job)).toBe("9,688 imported, 312 left out");
  });

  it("is partial also when rows were only skipped", () => {
    expect(chipOf(importJob.completed({ inserted_rows: 9999, success_rows: 9999, skipped_rows: 1 }))).toBe(
      "partial",
    );
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
  ["paused", importJob.running({ status: "paused" }), "Paused"],
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
