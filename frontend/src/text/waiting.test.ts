import { expect, it } from "vitest";
import { waiting } from "@/test/fixtures";
import { waitingWords } from "./waiting";

const who = { queue: "imports", plural: "imports", attempt: 0 };

it.each([
  [waiting("turn", { position: 3, seconds: 20 }), "3rd in line · about 20 s"],
  [waiting("turn", { position: 1 }), "Next in line"],
  // an estimate that has run out is no promise of nothing
  [waiting("turn", { position: 1, seconds: 0 }), "Next in line · about 1 s"],
  [
    waiting("limit", { limit: 4, running: 4, position: 2, seconds: 90 }),
    "The limit of 4 running imports is reached · 2nd in line · about 1 min 30 s",
  ],
  [
    waiting("workspace_limit", { limit: 1, running: 1, position: 1 }),
    "The limit of 1 running imports of your workspace is reached · Next in line",
  ],
  [
    waiting("no_worker", { position: 1 }),
    "No worker is running for it: start one with python -m docprocessor.launch.worker imports · Next in line",
  ],
])("says why it waits and how long (%#)", (given, said) => expect(waitingWords(given, who)).toBe(said));

it("says when, by the reader's clock", () => {
  const until = new Date();
  until.setHours(10, 32, 5, 0);
  const at = { until: until.toISOString() };
  expect(waitingWords(waiting("retry", at), { ...who, attempt: 1 })).toBe("Next try at 10:32:05");
  expect(waitingWords(waiting("retry", at), who)).toBe("Starts at 10:32:05");
  expect(waitingWords(waiting("gate", { ...at, position: 2, gate: "external" }), who)).toBe(
    "One starts at a time: the next at 10:32:05 · 2nd in line",
  );
});

it("names the day when it is another", () => {
  const until = "2020-03-04T09:30:00Z";
  expect(waitingWords(waiting("retry", { until }), who)).toContain("4 Mar 2020");
});
