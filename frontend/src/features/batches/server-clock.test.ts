import { expect, it } from "vitest";
import { millisecondsUntil, passedShare, secondsShown } from "./server-clock";
import { nextLook, type StampedLine } from "./use-line";

const OPENS = "2026-11-22T16:00:05Z";
/** The answer came at our 1,000 ms, whatever the day is here. */
const stamp = { now: "2026-11-22T16:00:02Z", came: 1000 };

it("counts down by the server's clock and what has gone by since", () => {
  expect(millisecondsUntil(OPENS, stamp, 1000)).toBe(3000);
  expect(millisecondsUntil(OPENS, stamp, 2250)).toBe(1750);
  expect(millisecondsUntil(OPENS, stamp, 60_000)).toBe(0);
});

it("shows whole seconds, the last one to its end", () => {
  expect([5000, 4999, 4000, 1, 0].map(secondsShown)).toEqual([5, 5, 4, 1, 0]);
});

it("shares out the pause", () => {
  expect([5000, 2500, 0, 9000].map((left) => passedShare(left, 5))).toEqual([0, 0.5, 1, 0]);
});

const line = (part: Partial<StampedLine> = {}): StampedLine => ({
  every_seconds: 5,
  opens_at: OPENS,
  waiting: 2,
  waiting_of_others: 0,
  next: [],
  running: [],
  ...stamp,
  ...part,
});

it("looks again when the gate opens, and soon while a batch is fetched", () => {
  expect(nextLook(line())).toBe(3150);
  const running = {
    batch_id: "b",
    ingestion_id: "i",
    priority: "LOW" as const,
    ids: [1],
    done: 0,
    started_at: OPENS,
  };
  expect(nextLook(line({ running: [running] }))).toBe(700);
  expect(nextLook(line({ opens_at: null }))).toBe(500);
  expect(nextLook(line({ waiting: 0 }))).toBe(5000);
  expect(nextLook(line({ waiting: 0, waiting_of_others: 1 }))).toBe(3150);
  expect(nextLook(undefined)).toBe(5000);
});
