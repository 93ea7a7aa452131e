import { expect, it } from "vitest";
import { changesOf, fieldsOf, type KindSchema, paramsOf, writtenOf } from "./params-form";

const schema: KindSchema = {
  properties: {
    mode: {
      type: "string",
      enum: ["insert", "upsert"],
      default: "insert",
      description: "`insert`: new.\n\n* `insert` - insert",
    },
    dataset: { description: "Its name.", oneOf: [{ type: "string" }, { type: "string", maxLength: 0 }] },
    dry_run: { type: "boolean", default: false },
    copies: { type: "integer", minimum: 1, maximum: 9 },
    at: { type: "string", format: "date-time" },
    mapping: { description: "Names by names." },
  },
  required: ["dataset"],
};

it("draws a control for each parameter, required ones first", () => {
  const fields = fieldsOf(schema);
  expect(fields.map(({ name, input }) => [name, input])).toEqual([
    ["dataset", "text"],
    ["mode", "choice"],
    ["dry_run", "switch"],
    ["copies", "number"],
    ["at", "moment"],
    ["mapping", "json"],
  ]);
  expect(fields[1]).toMatchObject({ label: "Mode", help: "insert: new.", choices: ["insert", "upsert"] });
  expect(fields[3]).toMatchObject({ isWhole: true, min: 1, max: 9 });
});

it("begins with the defaults, and sends what is written", () => {
  const fields = fieldsOf(schema);
  const written = writtenOf(schema, fields);
  expect(written).toMatchObject({ mode: "insert", dry_run: "false", dataset: "" });
  expect(paramsOf(fields, { ...written, dataset: "people", copies: "3", mapping: '{"A": null}' })).toEqual({
    params: { dataset: "people", mode: "insert", dry_run: false, copies: 3, mapping: { A: null } },
    unreadable: [],
  });
});

it("names the control that holds no JSON", () => {
  const fields = fieldsOf(schema);
  expect(paramsOf(fields, { mapping: "{A:" }).unreadable).toEqual(["mapping"]);
});

it("sends only what is different from the earlier job, and takes away what is emptied", () => {
  const earlier = { dataset: "people", mode: "insert", mapping: { A: "a" } };
  const fields = fieldsOf(schema);
  const written = writtenOf(schema, fields, earlier);
  expect(changesOf(earlier, paramsOf(fields, written).params)).toEqual({});
  const changed = paramsOf(fields, { ...written, mode: "upsert", mapping: "", dry_run: "true" }).params;
  expect(changesOf(earlier, changed)).toEqual({ mode: "upsert", mapping: null, dry_run: true });
});
