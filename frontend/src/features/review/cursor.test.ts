import { expect, test } from "vitest";
import { at, within } from "./cursor";

const SEVENTH = at({ position: 6, column: 2 });

test.each([
  ["stays where it is among as many records", 7, SEVENTH],
  ["stays while their number is not known", undefined, SEVENTH],
  // keys must find a cell to stand on, and nothing takes the focus from where it is by then
  ["stands on the last one when there are fewer", 3, at({ position: 2, column: 2 }, false)],
  ["stays when there is none to stand on", 0, SEVENTH],
] as const)("the cursor %s", (_, count, expected) => {
  expect(within(SEVENTH, count)).toEqual(expected);
});
