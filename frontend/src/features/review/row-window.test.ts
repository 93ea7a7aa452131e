import { expect, test } from "vitest";
import { heights, lastTop, ROW_HEIGHT, rowsInSight, stretch, TALLEST, topToShow } from "./row-window";

const VIEW = 600;

test("few rows are scrolled as they are", () => {
  const few = heights(100_000, VIEW);
  expect(few.box).toBe(few.full);
  expect(stretch(few)).toBe(1);
});

test("the last of ten million rows is reached at the end of a box that browsers can draw", () => {
  const many = heights(10_000_000, VIEW);
  expect(many.box).toBe(TALLEST);
  const top = (many.box - VIEW) * stretch(many);
  expect(top).toBeCloseTo(lastTop(many), 3);
  expect(rowsInSight(top, VIEW, 10_000_000, 0).last).toBe(9_999_999);
});

test("only rows in sight and a few beyond are drawn", () => {
  expect(rowsInSight(0, VIEW, 100_000, 4)).toEqual({ first: 0, last: 18 });
  expect(rowsInSight(50 * ROW_HEIGHT, VIEW, 100_000, 4)).toEqual({ first: 46, last: 68 });
  expect(rowsInSight(0, VIEW, 3, 4)).toEqual({ first: 0, last: 2 });
  // nothing to draw
  expect(rowsInSight(0, VIEW, 0, 4)).toEqual({ first: 0, last: -1 });
});

test.each([
  // in sight already: nothing moves
  [5, 0, 0],
  // above: to the top edge
  [5, 400, 200],
  // below: to the bottom edge
  [20, 0, 21 * ROW_HEIGHT - VIEW],
])("row %i seen from %i is shown from %i", (position, top, expected) => {
  expect(topToShow(position, top, VIEW)).toBe(expected);
});
