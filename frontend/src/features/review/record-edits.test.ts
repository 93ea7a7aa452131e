import { describe, expect, test } from "vitest";
import { cellChange, isMended, isOpen, isShownWhole, joined, reverse, withChange } from "./record-edits";
import { badEmail, columns, faulty, record } from "./test-records";

const email = columns[1];
if (!email) throw new Error("no such column");

describe("a cell that is edited", () => {
  const change = { row: 1, cells: { email: "ada@example.org" } };

  test("shows its text, what the file has, and no fault until the server says so", () => {
    const shown = withChange(faulty(), change, columns);
    expect(shown.cells).toEqual(["1", "ada@example.org", "London"]);
    expect(shown.edited).toEqual({ email: "ada.example.org" });
    expect(shown.faults).toEqual([]);
    expect(isMended(shown)).toBe(true);
  });

  test("remembers what the file has through a second edit", () => {
    const twice = withChange(
      withChange(faulty(), change, columns),
      { row: 1, cells: { email: "b@c" } },
      columns,
    );
    expect(twice.edited).toEqual({ email: "ada.example.org" });
  });

  test("can go back to what the file has", () => {
    const back = withChange(
      withChange(faulty(), change, columns),
      { row: 1, cells: { email: null } },
      columns,
    );
    expect(back.cells[1]).toBe("ada.example.org");
    expect(back.edited).toEqual({});
  });

  test("keeps the faults of other columns", () => {
    const shown = withChange(faulty({ faults: [badEmail, { ...badEmail, column: "id" }] }), change, columns);
    expect(shown.faults.map(({ column }) => column)).toEqual(["id"]);
    expect(isOpen(shown)).toBe(true);
  });
});

test.each([
  [record({ is_cut: true, cells: ["x".repeat(2000), "short"] }), 0, false],
  // only the long cell of such a record is kept from being written over
  [record({ is_cut: true, cells: ["x".repeat(2000), "short"] }), 1, true],
  [record({ cells: ["x".repeat(2000)] }), 0, true],
])("a cell of which only the beginning is shown is not written over", (long, index, whole) => {
  expect(isShownWhole(long, index)).toBe(whole);
});

test("a record that is left out is not open", () => {
  const shown = withChange(faulty(), { row: 1, left_out: true }, columns);
  expect(shown).toMatchObject({ left_out: true, faults: [badEmail] });
  expect(isOpen(shown)).toBe(false);
  expect(isMended(shown)).toBe(false);
});

describe("what is sent for a cell", () => {
  const mended = faulty({ cells: ["1", "x@y.z", "London"], edited: { email: "ada.example.org" } });

  test.each([
    // the same text is no change
    ["x@y.z", null],
    ["new@y.z", { row: 1, cells: { email: "new@y.z" } }],
    // the file's own text is no edit either
    ["ada.example.org", { row: 1, cells: { email: null } }],
  ])("%s", (text, sent) => {
    expect(cellChange(mended, email, 1, text)).toEqual(sent);
  });
});

test("changes of one record are sent as one, the later winning", () => {
  expect(
    joined(
      [
        { row: 1, cells: { email: "a", city: "b" } },
        { row: 2, left_out: true },
      ],
      [
        { row: 1, cells: { email: "c" } },
        { row: 2, left_out: false },
        { row: 3, left_out: true },
      ],
    ),
  ).toEqual([
    { row: 1, cells: { email: "c", city: "b" } },
    { row: 2, left_out: false },
    { row: 3, left_out: true },
  ]);
});

test.each([
  // never edited: back to the file
  [record(), { row: 1, cells: { email: "new" } }, { row: 1, cells: { email: null } }],
  // edited before: back to that edit
  [
    record({ edited: { email: "in the file" } }),
    { row: 1, cells: { email: "new" } },
    { row: 1, cells: { email: "ada@example.org" } },
  ],
  [record(), { row: 1, left_out: true }, { row: 1, left_out: false }],
])("an edit is undone by its reverse", (before, change, back) => {
  expect(reverse(before, change, columns)).toEqual(back);
  const undone = withChange(withChange(before, change, columns), back, columns);
  expect(undone.cells).toEqual(before.cells);
  expect(undone.left_out).toBe(before.left_out);
});
