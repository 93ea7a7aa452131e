import { expect, it } from "vitest";
import type { Event } from "@/api/gen/types.gen";
import { events } from "@/test/fixtures";
import { levelOf, lineWords } from "./log-lines";

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
