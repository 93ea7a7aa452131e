import { expect, it } from "vitest";
import { attempt } from "@/test/fixtures";
import { attemptReach, attemptTimes, outcomeWords } from "./attempt-words";

it.each([
  [attempt(), "Completed", "came to 500,000"],
  [
    attempt({ outcome: "crashed", stage: "loading", done_before: 150_000, done: 300_000 }),
    "The worker was lost",
    "came from 150,000 to 300,000 · last step: Loading rows",
  ],
  [attempt({ ended_at: null, done: null, stage: "" }), "Running", ""],
  [
    attempt({ outcome: "failed", stage: "recognising", done: 0 }),
    "Failed",
    "last step: Recognising encoding and columns",
  ],
])("says how it ended and how far it came (%#)", (given, ended, reach) => {
  expect(outcomeWords(given)).toBe(ended);
  expect(attemptReach(given)).toBe(reach);
});

it("says how long it took, once it has ended", () => {
  expect(attemptTimes(attempt())).toMatch(/ to .+ · 1 min 3 s$/);
  expect(attemptTimes(attempt({ ended_at: null }))).not.toContain(" to ");
});
