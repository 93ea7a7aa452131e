import { expect, it } from "vitest";
import { dayStart } from "./day";

it("is midnight where the reader is, whatever the offset", () => {
  expect(new Date(dayStart("2026-03-04") ?? "").toString()).toContain("Mar 04 2026 00:00:00");
});

it("goes on over the end of a month", () => {
  expect(new Date(dayStart("2026-02-28", 1) ?? "").toString()).toContain("Mar 01 2026 00:00:00");
});

it.each(["", "soon", "2026-13-x"])("%j is no day", (day) => expect(dayStart(day)).toBeUndefined());
