import { expect, it } from "vitest";
import { fieldsOf, type KindSchema } from "./param-fields";
import { changesOf, entriesOf, paramsOf, writtenOf } from "./params-form";

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

it.each([
  ["a file", { type: "string", format: "upload" }, { input: "files", isList: false, most: 1 }],
  [
    "files",
    { type: "array", items: { type: "string", format: "upload" }, maxItems: 20 },
    { input: "files", isList: true, most: 20 },
  ],
  ["a dataset", { type: "string", format: "dataset" }, { input: "dataset" }],
  ["one that may be null", { type: ["string", "null"], format: "dataset" }, { input: "dataset" }],
  ["texts", { type: "array", items: { type: "string" } }, { input: "texts", byLine: true }],
  [
    "addresses",
    { type: "array", items: { type: "string", format: "email" } },
    { input: "texts", byLine: false },
  ],
  ["a list of anything else", { type: "array", items: { type: "integer" } }, { input: "json" }],
  [
    "a number in a range",
    { type: "number", minimum: 0.5, maximum: 5000, description: "In seconds." },
    { input: "number", help: "In seconds. From 0.5 to 5,000." },
  ],
  ["a number with a least", { type: "integer", minimum: 100 }, { help: "At least 100." }],
  ["a number with a most", { type: "integer", maximum: 100 }, { help: "At most 100." }],
])("draws %s", (_, property, field) => {
  expect(fieldsOf({ properties: { it: property } })[0]).toMatchObject(field);
});

it("says the names of known parameters as people do", () => {
  expect(fieldsOf({ properties: { num_rows: {} } })[0]).toMatchObject({ label: "Rows to make up" });
});

it("sends lists of uploads and of texts as lists, and an earlier job's come back as they were", () => {
  const lists: KindSchema = {
    properties: {
      images: { type: "array", items: { type: "string", format: "upload" } },
      recipients: { type: "array", items: { type: "string", format: "email" } },
      upload: { type: "string", format: "upload" },
    },
  };
  const params = { images: ["a", "b"], recipients: ["ada@example.com", "b@example.com"], upload: "c" };
  const fields = fieldsOf(lists);
  expect(paramsOf(fields, writtenOf(lists, fields, params)).params).toEqual(params);
});

it.each([
  ["lines", "a@x\nb@x\n", false, ["a@x", "b@x"]],
  ["another system's lines", "a@x\r\nb@x", false, ["a@x", "b@x"]],
  ["cells and signs", "a@x\tb@x; c@x, d@x,", false, ["a@x", "b@x", "c@x", "d@x"]],
  ["lines in which a comma is a comma", "Doe, Jane\n\n  Roe, Jo ", true, ["Doe, Jane", "Roe, Jo"]],
])("takes a list from %s", (_, written, byLine, entries) => {
  expect(entriesOf(written, byLine)).toEqual(entries);
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
