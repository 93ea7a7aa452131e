import { expect, it } from "vitest";
import { cellId, firstFault, placedErrors, withoutCell, withoutField } from "./event-errors";
import type { EventRow } from "./events";

function row(key: number, unit = "1"): EventRow {
  return { key, unit, type: "", created_time: "" };
}

const ROWS = [row(7), row(3), row(9)];

it("puts an error to the cell of the row that was sent at its place", () => {
  const placed = placedErrors({ "events.1.created_time": "There is no such time." }, ROWS);
  expect([...placed.cells]).toEqual([[cellId(3, "created_time"), "There is no such time."]]);
  expect(placed.others).toEqual([]);
});

it("puts an error of a whole event to its unit, and one of a field to the field", () => {
  const placed = placedErrors({ "events.2": "This is an object.", student_id: "This is needed." }, ROWS);
  expect([...placed.cells.keys()]).toEqual([cellId(9, "unit")]);
  expect(placed.fields).toEqual({ student_id: "This is needed." });
});

it.each([
  [{ events: "There are 900 more faults." }, ["There are 900 more faults."]],
  [{ "events.99.unit": "This is a text." }, ["events.99.unit: This is a text."]],
  [{ "events.0.score": "There is no such member." }, ["events.0.score: There is no such member."]],
])("keeps what belongs to no cell: %j", (errors: Record<string, string>, others) => {
  expect(placedErrors(errors, ROWS)).toMatchObject({ others, fields: {} });
});

it("finds the topmost fault, by where rows stand and not by when they came", () => {
  const placed = placedErrors(
    { "events.2.unit": "x", "events.1.type": "y", "events.1.created_time": "z" },
    ROWS,
  );
  expect(firstFault(placed, ROWS)).toEqual({ key: 3, cell: "type" });
  expect(firstFault(placedErrors({}, ROWS), ROWS)).toBeUndefined();
});

it("forgets what has been written anew, and nothing else", () => {
  const placed = placedErrors({ "events.0.unit": "x", "events.1.unit": "y", student_id: "z" }, ROWS);
  const mended = withoutField(withoutCell(placed, 7, "unit"), "student_id");
  expect([...mended.cells.keys()]).toEqual([cellId(3, "unit")]);
  expect(mended.fields).toEqual({});
  expect(withoutCell(placed, 9, "unit")).toBe(placed);
});
