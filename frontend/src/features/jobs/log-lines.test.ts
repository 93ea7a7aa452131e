import { expect, it } from "vitest";
import type { Event } from "@/api/gen/types.gen";
import { events } from "@/test/fixtures";
import { levelOf, lineWords, merged } from "./log-lines";

const of = (type: Event["type"]) => events.filter((event) => event.type === type);

it("puts the lines of both lists in their order", () => {
  const parts = [
    { rows: of("log"), hasMore: false },
    { rows: of("status"), hasMore: false },
  ];
  expect(merged(parts).map(({ number }) => number)).toEqual([1, 2, 4, 9]);
});

it("holds back what a list that is not read to its end may still come before", () => {
  const parts = [
    { rows: of("log"), hasMore: true },
    { rows: of("status"), hasMore: false },
  ];
  expect(merged(parts).map(({ number }) => number)).toEqual([1, 2, 4]);
  expect(merged([{ rows: [], hasMore: true }, parts[1] as (typeof parts)[1]])).toEqual([]);
});

it("says sentences as they were written, and statuses in people's words", () => {
  expect(events.map(lineWords)).toEqual([
    "Waiting",
    "Running",
    "The file says it is UTF-8 and is not.",
    "Completed · 500,000 of 500,000",
  ]);
  const failed = {
    ...(events[1] as Event),
    data: { status: "failed", failure: { message: "It is no table." } },
  };
  expect(lineWords(failed)).toBe("Failed · It is no table.");
  expect(levelOf(events[2] as Event)).toBe("warning");
  expect(levelOf(failed)).toBe("");
});
