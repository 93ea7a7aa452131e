import type { Field } from "@/api/gen/types.gen";

export type FieldType = NonNullable<Field["type"]>;

export const FIELD_TYPES = [
  "string",
  "integer",
  "number",
  "boolean",
  "date",
  "datetime",
  "time",
  "year",
  "any",
] as const satisfies readonly FieldType[];

/** The formats that a text can have; those of dates and times are patterns, written by hand. */
export const STRING_FORMATS = ["email", "uri", "uuid"] as const;

/** What is written of a field, as text; lists have one entry a line, and what is empty is not said. */
export const WRITTEN_PARTS = [
  "title",
  "description",
  "example",
  "aliases",
  "format",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "enum",
  "trueValues",
  "falseValues",
  "decimalChar",
  "groupChar",
] as const;
export type WrittenPart = (typeof WRITTEN_PARTS)[number];

const TEMPORAL: readonly FieldType[] = ["date", "datetime", "time"];
const NUMBERS: readonly FieldType[] = ["integer", "number"];
const ORDERED: readonly FieldType[] = [...NUMBERS, ...TEMPORAL, "year"];

/** The types that a part means something for; a part that is not named here does for all. */
const ONLY_OF: Partial<Record<WrittenPart, readonly FieldType[]>> = {
  format: ["string", ...TEMPORAL],
  minimum: ORDERED,
  maximum: ORDERED,
  minLength: ["string"],
  maxLength: ["string"],
  pattern: ["string"],
  trueValues: ["boolean"],
  falseValues: ["boolean"],
  decimalChar: NUMBERS,
  groupChar: NUMBERS,
};

export function takes(type: FieldType, part: WrittenPart): boolean {
  return ONLY_OF[part]?.includes(type) ?? true;
}

export function isTemporal(type: FieldType): boolean {
  return TEMPORAL.includes(type);
}
