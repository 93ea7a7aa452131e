import { expect, it } from "vitest";
import type { Field, Provenance } from "@/api/gen/types.gen";
import { changesBetween, originsOf } from "./provenance";

const fields: Field[] = [
  { name: "code", title: "Code" },
  { name: "weight", type: "integer" },
  { name: "note" },
];

function provenance(part: Partial<Provenance>): Provenance {
  return {
    columns: [
      { label: "Weight (g)", field: "weight" },
      { label: "Code", field: "code" },
      { label: "Internal", field: null },
      { label: "Old", field: "gone" },
    ],
    cells: [" 120", "007", "x", "y"],
    edited: { Code: "7" },
    values: { code: "007", weight: 120, note: null },
    ...part,
  } as Provenance;
}

it("sets each field beside the cell it came from, wherever the file has it", () => {
  const { origins, leftOut } = originsOf(provenance({}), fields);
  expect(origins).toEqual([
    { field: "code", title: "Code", value: "007", column: "Code", cell: "007", before: "7" },
    { field: "weight", title: "weight", value: "120", column: "Weight (g)", cell: " 120", before: undefined },
    { field: "note", title: "note", value: null, column: undefined, cell: undefined, before: undefined },
  ]);
  // one was not mapped, the field of the other was removed since
  expect(leftOut).toEqual([
    { column: "Internal", cell: "x" },
    { column: "Old", cell: "y" },
  ]);
});

it("shows what it can of a row that has changed, from a file that has gone", () => {
  const { origins } = originsOf(provenance({ cells: null, edited: {}, values: null }), fields);
  expect(origins[0]).toMatchObject({ column: "Code", cell: undefined, value: undefined });
});

it("says what differs between two versions; what was not there yet counts as empty", () => {
  expect(
    changesBetween({ code: "1", weight: 5, note: null }, { code: "1", weight: 6, note: "new" }, fields),
  ).toEqual([
    { title: "weight", was: "5", became: "6" },
    { title: "note", was: null, became: "new" },
  ]);
  expect(changesBetween({}, { code: null }, fields)).toEqual([]);
});
