import { describe, expect, it } from "vitest";
import type { Field, TableSchema } from "@/api/gen/types.gen";
import { customers } from "@/test/fixtures";
import {
  draftOf,
  isSameSchema,
  newDraft,
  type SchemaDraft,
  schemaOf,
  withField,
  withFieldMoved,
  withInKey,
  withNewField,
  withoutField,
  withPart,
} from "./schema-draft";

const awkward: TableSchema = {
  fields: [
    // a text of more than one line, a number as text, a member that nobody here knows
    { name: "a", constraints: { enum: ["x\ny", "", "z"] }, extra: 1 } as Field,
    { name: "b", type: "number", constraints: { minimum: "1.50", maximum: 9 }, decimalChar: "," },
    { name: "c", type: "string", format: "default", trueValues: ["si"] },
  ],
  primaryKey: ["b", "a"],
  missingValues: ["", "NA"],
};

it.each([
  ["customers", customers.schema],
  ["awkward", awkward],
  ["spare", { fields: [{ name: "a" }] }],
])("leaves what nobody touches as it was, to the letter: %s", (_, schema) =>
  expect(schemaOf(draftOf(schema))).toEqual(schema),
);

it("calls schemas the same whatever the order of their members, but not of their fields", () => {
  const [first, second] = [{ name: "a", type: "year" }, { name: "b" }] as [Field, Field];
  expect(isSameSchema({ fields: [first] }, { fields: [{ type: "year", name: "a" }] })).toBe(true);
  expect(isSameSchema({ fields: [first, second] }, { fields: [second, first] })).toBe(false);
});

function onlyField(draft: SchemaDraft): Field | undefined {
  return schemaOf(draft).fields[0];
}

const one = (field: Omit<Field, "name">) => draftOf({ fields: [{ name: "a", ...field }] });

describe("what is written", () => {
  it.each<[string, SchemaDraft, object]>([
    ["a limit is a number", withPart(one({ type: "integer" }), "a", "minimum", "10"), { minimum: 10 }],
    // 12345678901234567890 would come back as another number
    [
      "one that would be rounded stays text",
      withPart(one({ type: "integer" }), "a", "maximum", "12345678901234567890"),
      { maximum: "12345678901234567890" },
    ],
    [
      "a day is text",
      withPart(one({ type: "date" }), "a", "minimum", " 2026-01-01 "),
      { minimum: "2026-01-01" },
    ],
    ["a length is a number", withPart(one({}), "a", "maxLength", "12"), { maxLength: 12 }],
    [
      "what is no length is for the server to refuse",
      withPart(one({}), "a", "minLength", "ten"),
      { minLength: "ten" },
    ],
    ["choices stand one a line", withPart(one({}), "a", "enum", "x\n\ny\n"), { enum: ["x", "y"] }],
    [
      "choices are values of the type",
      withPart(one({ type: "number" }), "a", "enum", "1\n2.5"),
      { enum: [1, 2.5] },
    ],
    ["a rule", withField(one({}), "a", { required: true, unique: true }), { required: true, unique: true }],
  ])("%s", (_, draft, constraints) => expect(onlyField(draft)).toMatchObject({ constraints }));

  it("is taken out when it is empty, and no empty rules are left", () => {
    const draft = one({ title: "A", constraints: { pattern: "x" } });
    const emptied = withPart(withPart(draft, "a", "pattern", ""), "a", "title", "");
    expect(onlyField(emptied)).toEqual({ name: "a" });
  });

  it("goes with a type that has no use for it, and comes back with the type", () => {
    const draft = one({ format: "email", constraints: { maxLength: 5, enum: ["1", "2"] } });
    const number = withField(draft, "a", { type: "integer" });
    expect(onlyField(number)).toEqual({ name: "a", type: "integer", constraints: { enum: [1, 2] } });
    expect(schemaOf(withField(number, "a", { type: "string" }))).toEqual(schemaOf(draft));
  });
});

it("keeps the key by its fields, whatever they are called and wherever they stand", () => {
  const draft = withNewField(draftOf(customers.schema));
  const keyed = withInKey(withField(draft, "new:1", { name: "country" }), "new:1", true);
  expect(schemaOf(keyed).primaryKey).toEqual(["customer_id", "country"]);
  expect(schemaOf(withoutField(keyed, "customer_id")).primaryKey).toEqual(["country"]);
  expect(schemaOf(withInKey(draft, "customer_id", false))).not.toHaveProperty("primaryKey");
});

it("moves a field up and down, and not past the ends", () => {
  const draft = draftOf(awkward);
  const names = (moved: SchemaDraft) => schemaOf(moved).fields.map(({ name }) => name);
  expect(names(withFieldMoved(draft, "b", -1))).toEqual(["b", "a", "c"]);
  expect(names(withFieldMoved(draft, "b", 1))).toEqual(["a", "c", "b"]);
  expect(names(withFieldMoved(draft, "a", -1))).toEqual(["a", "b", "c"]);
  expect(names(withFieldMoved(draft, "c", 1))).toEqual(["a", "b", "c"]);
});

it("says what stands for no value only where it is not as usual", () => {
  const draft = newDraft();
  expect(schemaOf(draft)).not.toHaveProperty("missingValues");
  expect(schemaOf({ ...draft, missing: "NA\n-" }).missingValues).toEqual(["", "NA", "-"]);
  expect(schemaOf({ ...draft, blankIsMissing: false }).missingValues).toEqual([]);
});
