import { expect, it } from "vitest";
import { inferredColumn } from "@/test/fixtures";
import { amounts, reasonWords, typeFound } from "./type-evidence";

it.each([
  [{ values: 1, empty: 0 }, "1 value"],
  [{ values: 9988, empty: 12 }, "9,988 values, 12 empty"],
  [{ values: 0, empty: 40 }, "no values, 40 empty"],
])("says how many values there are: %j", (part, said) => expect(amounts(inferredColumn(part))).toBe(said));

it.each([
  [{}, ""],
  [{ leading_zero: 0 }, ""],
  [{ leading_zero: 1204 }, "kept as text: 1,204 values start with 0"],
  [{ long_digits: 1 }, "kept as text: 1 value has more than 15 digits"],
  [{ ambiguous_date: 2 }, "kept as text: in 2 dates, day and month could be mistaken"],
  [
    { leading_zero: 1, ambiguous_date: 1 },
    "kept as text: 1 value starts with 0, in 1 date, day and month could be mistaken",
  ],
  [{ mixed_currency: 3 }, "kept as text: 3 values: mixed currency"], // a reason we have no word for
])("says why values stayed text: %j", (reasons, said) => {
  expect(reasonWords(inferredColumn({ reasons, samples: [] }))).toBe(said);
});

it("gives examples of what decided", () => {
  expect(reasonWords(inferredColumn({ reasons: { leading_zero: 2 }, samples: ["007", "008"] }))).toBe(
    "kept as text: 2 values start with 0 · such as 007, 008",
  );
});

it("names a type as the schema does", () => {
  expect(typeFound(inferredColumn())).toBe("number");
  expect(typeFound(inferredColumn({ type: "string", format: "uuid" }))).toBe("string · uuid");
});
