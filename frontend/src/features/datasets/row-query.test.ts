import { describe, expect, it } from "vitest";
import type { Field } from "@/api/gen/types.gen";
import {
  filterParameters,
  isFiltered,
  rowParameters,
  sortOf,
  withFilter,
  withNextSort,
  withoutFilters,
} from "./row-query";

const name: Field = { name: "name", type: "string" };
const age: Field = { name: "age", type: "integer" };
const day: Field = { name: "day", type: "date" };
const active: Field = { name: "active", type: "boolean" };

describe("what is typed over a column", () => {
  it.each([
    [name, "ada", { name__contains: "ada" }],
    [name, "=Ada", { name: "Ada" }], // the whole of it
    [name, "1..2", { name__contains: "1..2" }], // text has no range
    [age, "10", { age: "10" }],
    [age, "10..20", { age__gte: "10", age__lte: "20" }],
    [age, "10..", { age__gte: "10" }],
    [age, ".. 20", { age__lte: "20" }],
    [age, ">= 10", { age__gte: "10" }],
    [age, "<=20", { age__lte: "20" }],
    [day, "2026-01-01..2026-02-01", { day__gte: "2026-01-01", day__lte: "2026-02-01" }],
    [active, "true", { active: "true" }],
    [name, "", {}],
    [age, "> 10", { age__gt: "10" }],
    [age, "<20", { age__lt: "20" }],
    [age, "!= 10", { age__ne: "10" }],
    [name, "!=Ada", { name__ne: "Ada" }],
    [name, "> 10", { name__contains: "> 10" }], // a text's parts have no order
    [name, "=", { name__isnull: "true" }],
    [age, "!=", { age__isnull: "false" }],
    [active, "=", { active__isnull: "true" }],
  ])("%o %s", (field, typed, parameters) => expect(filterParameters(field, typed)).toEqual(parameters));
});

it("reads the address into parameters, and leaves out columns there are none of", () => {
  const search = { "f.name": " ada ", "f.gone": "x", sort: "-age", view: "rows" };
  expect(rowParameters(search, [name, age])).toEqual({ name__contains: "ada", ordering: "-age" });
  expect(rowParameters({ sort: "gone" }, [name])).toEqual({});
  expect(rowParameters({ import: "0199b000" }, [name])).toEqual({ _import: "0199b000" });
});

it("turns a header from ascending to descending to none", () => {
  const once = withNextSort({ "f.name": "x" }, "age");
  const twice = withNextSort(once, "age");
  const thrice = withNextSort(twice, "age");
  expect([once, twice, thrice]).toEqual([
    { "f.name": "x", sort: "age" },
    { "f.name": "x", sort: "-age" },
    { "f.name": "x" },
  ]);
  expect([sortOf(once, "age"), sortOf(twice, "age"), sortOf(twice, "name")]).toEqual([
    "ascending",
    "descending",
    "none",
  ]);
});

it("sets and clears filters and keeps the order", () => {
  const search = withFilter({ sort: "age" }, "name", "ada");
  expect(isFiltered(search)).toBe(true);
  expect(withFilter(search, "name", "")).toEqual({ sort: "age" });
  expect(withoutFilters({ ...search, import: "0199b000", row: "0199b000.3" })).toEqual({
    sort: "age",
    row: "0199b000.3", // what is looked at is no filter
  });
});
