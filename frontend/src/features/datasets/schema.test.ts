import { expect, it } from "vitest";
import { customers } from "@/test/fixtures";
import { cellText, columnWidth, gridLayout } from "./grid-columns";
import { isRequired, ruleWords, typeWords } from "./schema";

it("says rules as short phrases", () => {
  const field = {
    name: "age",
    type: "integer",
    constraints: { required: true, minimum: 0, maximum: 120, enum: [1, 2] },
  } as never;
  expect(ruleWords(field)).toEqual(["required", "one of 1, 2", "at least 0", "at most 120"]);
  expect(ruleWords({ name: "a" })).toEqual([]);
});

it("says a type with its format, and a field without one is a string", () => {
  expect(typeWords({ name: "e", type: "string", format: "email" })).toBe("string · email");
  expect(typeWords({ name: "e", format: "default" })).toBe("string");
});

it("wants a value in every column of the key", () => {
  expect(isRequired({ name: "customer_id" }, customers.schema)).toBe(true);
  expect(isRequired({ name: "age" }, customers.schema)).toBe(false);
});

it("makes a column as wide as its title and its values need", () => {
  expect(columnWidth({ name: "e", format: "email" })).toBeGreaterThan(columnWidth({ name: "e" }));
  expect(columnWidth({ name: "a very long name of a column indeed" })).toBeGreaterThan(300);
  expect(gridLayout([{ name: "a", type: "boolean" }])).toEqual({
    columns: "84px minmax(120px, 1fr)",
    width: 204,
  });
});

it("shows a value as it stands", () => {
  expect(cellText(1234567)).toBe("1234567");
  expect(cellText(false)).toBe("false");
  expect(cellText(null)).toBeNull();
  expect(cellText({ a: 1 })).toBe('{"a":1}');
});
