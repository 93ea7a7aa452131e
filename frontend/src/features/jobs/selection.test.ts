import { expect, it } from "vitest";
import { ALL, extent, isEmpty, isSelected, NONE, toggled } from "./selection";

const shown = ["a", "b", "c"];

it("takes jobs in and leaves them out, one by one", () => {
  const one = toggled(NONE, "a", shown);
  expect(isSelected(one, "a")).toBe(true);
  expect(extent(one, shown)).toBe("some");
  expect(isEmpty(toggled(one, "a", shown))).toBe(true);
  expect(extent(toggled(toggled(one, "b", shown), "c", shown), shown)).toBe("all");
});

it("means all that match, shown or not; without one of them, those that are shown", () => {
  expect(isSelected(ALL, "not shown")).toBe(true);
  const without = toggled(ALL, "b", shown);
  expect(without).toEqual({ all: false, ids: new Set(["a", "c"]) });
});

it("is nothing of an empty list", () => expect(extent(ALL, [])).toBe("none"));
