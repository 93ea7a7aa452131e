import { expect, test } from "vitest";
import type { RecordColumn } from "@/api/records";
import { columnLayout, columnsInSight, leftToShow, ROW_HEAD } from "./column-layout";
import { record } from "./test-records";

const columns = (count: number): RecordColumn[] =>
  Array.from({ length: count }, (_, index) => ({
    label: `c${index}`,
    field: null,
    type: "string",
    format: "default",
  }));

test("columns fill the room when they are few", () => {
  const layout = columnLayout(columns(2), [], ROW_HEAD + 1000);
  expect(layout).toEqual({ starts: [ROW_HEAD, ROW_HEAD + 500], widths: [500, 500], width: ROW_HEAD + 1000 });
});

test("many columns keep their widths, and the longest cell says which", () => {
  const sample = [record({ cells: ["x".repeat(20), "x".repeat(900), "x"] })];
  const [long = 0, longest, short = 0] = columnLayout(columns(3), sample, 100).widths;
  expect(long).toBeGreaterThan(short);
  expect(longest).toBe(320);
});

test("only the columns in sight are drawn, and one beyond each side", () => {
  const layout = columnLayout(columns(200), [], 100);
  expect(columnsInSight(layout, 0, ROW_HEAD + 96 * 3)).toEqual({ first: 0, last: 3 });
  const from = columnsInSight(layout, 96 * 10, ROW_HEAD + 96 * 3);
  expect(from).toEqual({ first: 9, last: 13 });
});

test("a column behind the line numbers is moved out from under them", () => {
  const layout = columnLayout(columns(200), [], 100);
  expect(leftToShow(layout, 5, 0, 400)).toBe(ROW_HEAD + 96 * 6 - 400);
  expect(leftToShow(layout, 5, 96 * 8, 400)).toBe(96 * 5);
  expect(leftToShow(layout, 0, 960, 400)).toBe(0);
  // the line number itself never moves the grid
  expect(leftToShow(layout, -1, 960, 400)).toBe(960);
});
