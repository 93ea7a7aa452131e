import type { Constraints, Field, TableSchema } from "@/api/gen/types.gen";
import { type FieldType, takes, WRITTEN_PARTS, type WrittenPart } from "./field-parts";

/** A field as it is being written. */
export interface DraftField {
  /** Its name if it was read from a schema, else one that no field can have. */
  id: string;
  name: string;
  /** Rows have values under this name, so that another name would be another field. */
  isStored: boolean;
  type: FieldType;
  required: boolean;
  unique: boolean;
  written: Record<WrittenPart, string>;
  /** As it was read: what is not written anew stays as it is there. */
  source: Field;
}

/** A schema as it is being written. */
export interface SchemaDraft {
  fields: DraftField[];
  /** Ids of the fields that make the primary key, in its order. */
  key: string[];
  /** Whether a blank cell stands for no value. */
  blankIsMissing: boolean;
  /** What else does, one a line. */
  missing: string;
  source: TableSchema;
  /** How many fields have been added so far. */
  added: number;
}

const BLANK: TableSchema = { fields: [] };

/** A schema to be changed; `stored` are the names of the fields that the dataset has. */
export function draftOf(source: TableSchema, stored: readonly string[] = []): SchemaDraft {
  const missing = source.missingValues ?? [""];
  return {
    fields: source.fields.map((field) => fieldDraftOf(field, stored.includes(field.name))),
    key: source.primaryKey ?? [],
    blankIsMissing: missing.includes(""),
    missing: missing.filter(Boolean).join("\n"),
    source,
    added: 0,
  };
}

/** A schema with one field that has no name yet. */
export function newDraft(): SchemaDraft {
  return withNewField(draftOf(BLANK));
}

function fieldDraftOf(source: Field, isStored: boolean): DraftField {
  return {
    id: source.name,
    name: source.name,
    isStored,
    type: source.type ?? "string",
    required: source.constraints?.required ?? false,
    unique: source.constraints?.unique ?? false,
    written: Object.fromEntries(WRITTEN_PARTS.map((part) => [part, textOf(source, part)])) as Record<
      WrittenPart,
      string
    >,
    source,
  };
}

// --- What can be done with it ---------------------------------------------------------------------

export function withField(draft: SchemaDraft, id: string, part: Partial<DraftField>): SchemaDraft {
  return { ...draft, fields: draft.fields.map((field) => (field.id === id ? { ...field, ...part } : field)) };
}

export function withPart(draft: SchemaDraft, id: string, part: WrittenPart, text: string): SchemaDraft {
  const written = draft.fields.find((field) => field.id === id)?.written;
  return written ? withField(draft, id, { written: { ...written, [part]: text } }) : draft;
}

export function withNewField(draft: SchemaDraft): SchemaDraft {
  const added = draft.added + 1;
  const field = { ...fieldDraftOf({ name: "" }, false), id: `new:${added}` };
  return { ...draft, added, fields: [...draft.fields, field] };
}

export function withoutField(draft: SchemaDraft, id: string): SchemaDraft {
  return {
    ...draft,
    fields: draft.fields.filter((field) => field.id !== id),
    key: draft.key.filter((part) => part !== id),
  };
}

/** A field that was taken out, at its end again. */
export function withFieldBack(draft: SchemaDraft, field: DraftField): SchemaDraft {
  return { ...draft, fields: [...draft.fields, field] };
}

/** The field one place further up or down. */
export function withFieldMoved(draft: SchemaDraft, id: string, by: 1 | -1): SchemaDraft {
  const from = draft.fields.findIndex((field) => field.id === id);
  const to = from + by;
  const fields = [...draft.fields];
  const [field] = fields.splice(from, 1);
  if (!field || to < 0 || to > fields.length) return draft;
  fields.splice(to, 0, field);
  return { ...draft, fields };
}

export function withInKey(draft: SchemaDraft, id: string, isIn: boolean): SchemaDraft {
  const others = draft.key.filter((part) => part !== id);
  return { ...draft, key: isIn ? [...others, id] : others };
}

// --- What is sent ---------------------------------------------------------------------------------

/** The Table Schema that it says. What nobody has touched stays as it was read, to the letter. */
export function schemaOf(draft: SchemaDraft): TableSchema {
  const { fields: _fields, primaryKey: _key, missingValues: before, ...others } = draft.source;
  const nameOf = new Map(draft.fields.map(({ id, name }) => [id, name]));
  const primaryKey = draft.key.flatMap((id) => nameOf.get(id) ?? []);
  const missingValues = missingOf(draft);
  const isUsual = missingValues.length === 1 && missingValues[0] === "" && before === undefined;
  return {
    ...others,
    fields: draft.fields.map(fieldOf),
    ...(primaryKey.length > 0 && { primaryKey }),
    ...(!isUsual && { missingValues }),
  };
}

export function isSameSchema(one: TableSchema, other: TableSchema): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

/** With the members of every object in one order, since a database keeps its own. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, ordered(part)]));
}

function missingOf({ source, blankIsMissing, missing }: SchemaDraft): string[] {
  const before = source.missingValues ?? [""];
  const isTouched = blankIsMissing !== before.includes("") || missing !== before.filter(Boolean).join("\n");
  return isTouched ? [...(blankIsMissing ? [""] : []), ...lines(missing)] : before;
}

const RULES = ["enum", "minimum", "maximum", "minLength", "maxLength", "pattern"] as const;
const IN_FIELD = WRITTEN_PARTS.filter((part) => !(RULES as readonly string[]).includes(part));

/** The field of a Table Schema that it says. */
export function fieldOf(draft: DraftField): Field {
  const { source, name, type, required, unique } = draft;
  const field: Record<string, unknown> = { ...source, name };
  if (type !== (source.type ?? "string") || source.type) field.type = type;
  for (const part of IN_FIELD) put(field, part, draft);

  const rules: Record<string, unknown> = { ...source.constraints };
  for (const [rule, holds] of Object.entries({ required, unique })) {
    if (holds) rules[rule] = true;
    else delete rules[rule];
  }
  for (const part of RULES) put(rules, part, draft);
  if (Object.keys(rules).length > 0) field.constraints = rules;
  else delete field.constraints;
  return field as unknown as Field;
}

/** Puts what is written of a part into a document, or takes it out of it. */
function put(into: Record<string, unknown>, part: WrittenPart, { source, type, written }: DraftField) {
  const text = written[part];
  const sameType = type === (source.type ?? "string");
  if (sameType && text === textOf(source, part)) return;
  if (text === "" || !takes(type, part)) delete into[part];
  else into[part] = valueIn(text, part, type);
}

// --- Between values and text ----------------------------------------------------------------------

function textOf(field: Field, part: WrittenPart): string {
  const value = { ...field, ...field.constraints }[part as keyof (Field & Constraints)];
  if (value === undefined || value === null || (part === "format" && value === "default")) return "";
  return Array.isArray(value) ? value.map(String).join("\n") : String(value);
}

function valueIn(text: string, part: WrittenPart, type: FieldType): unknown {
  switch (part) {
    case "aliases":
    case "trueValues":
    case "falseValues":
      return lines(text);
    case "enum":
      return lines(text).map((line) => constant(line, type));
    case "minimum":
    case "maximum":
      return constant(text.trim(), type);
    case "minLength":
    case "maxLength":
      return exactNumber(text.trim()) ?? text;
    default:
      return text;
  }
}

/** A value of the field's type as JSON has it; a number that JavaScript would round stays text. */
function constant(text: string, type: FieldType): string | number {
  const isNumber = type === "integer" || type === "number" || type === "year";
  return (isNumber ? exactNumber(text) : undefined) ?? text;
}

function exactNumber(text: string): number | undefined {
  return String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function lines(text: string): string[] {
  return text.split("\n").filter(Boolean);
}
