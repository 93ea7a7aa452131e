import { expect, it } from "vitest";
import { attempt, attempts, importJob } from "@/test/fixtures";
import { lostWorkerWords, mayHaveLostWorkers } from "./lost-worker";

const crashed = attempt({ outcome: "crashed", done: 150_000 });

it.each([
  [importJob.running({ attempt: 2 }), attempts, "The worker was lost. It went on after row 150,000."],
  [
    importJob.running({ attempt: 2 }),
    [attempt({ done_before: 0 }), crashed],
    "The worker was lost. It began again with the first row.",
  ],
  // how far the lost one had come is undone with its transaction
  [
    importJob.running({ attempt: 2, on_error: "abort" }),
    attempts,
    "The worker was lost. It began again with the first row.",
  ],
  [
    importJob.pending({ attempt: 1, processed_rows: 150_000 }),
    [crashed],
    "The worker was lost. It goes on after row 150,000 as soon as another is free.",
  ],
  [
    importJob.pending({ attempt: 1 }),
    [crashed],
    "The worker was lost. It begins again with the first row as soon as another is free.",
  ],
  // tried again for another reason
  [importJob.running({ attempt: 2 }), [attempt(), attempt({ outcome: "will_retry" })], ""],
  // cancelled before another came
  [importJob.cancelled({ attempt: 1 }), [crashed], ""],
])("says that a worker was lost, and where it went on (%#)", (job, known, said) =>
  expect(lostWorkerWords(job, known)).toBe(said),
);

it("leaves it to the failure of an import that was set aside", () => {
  const failure = { kind: "crashed" as const, code: "quarantined", message: "", line: null, retryable: true };
  expect(lostWorkerWords(importJob.failed({ failure, attempt: 3 }), [crashed, crashed, crashed])).toBe("");
});

it("does not ask for attempts when the first is the only one", () => {
  expect(mayHaveLostWorkers(importJob.running())).toBe(false);
  expect(mayHaveLostWorkers(importJob.pending())).toBe(false);
  expect(mayHaveLostWorkers(importJob.pending({ attempt: 1 }))).toBe(true);
  expect(mayHaveLostWorkers(importJob.completed({ attempt: 2 }))).toBe(true);
});
