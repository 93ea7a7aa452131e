import type { Field, TableSchema } from "@/api/gen/types.gen";
import { text } from "@/text/text";

export function titleOf(field: Field): string {
  return field.title || field.name;
}

export function keyOf(schema: TableSchema): string[] {
  return schema.primaryKey ?? [];
}

/** A column of the primary key must have a value, whether or not its rules say so. */
export function isRequired(field: Field, schema: TableSchema): boolean {
  return field.constraints?.required === true || keyOf(schema).includes(field.name);
}

/** The type of its values; the standard reads a field without one as a string. */
export function typeOf(field: Field): string {
  return field.type ?? "string";
}

/** "string · email", "integer". */
export function typeWords(field: Field): string {
  const format = field.format && field.format !== "default" ? field.format : undefined;
  return [typeOf(field), format].filter(Boolean).join(" · ");
}

/** The constraints of a field as short phrases. */
export function ruleWords(field: Field): string[] {
  const words = text.datasets.schema;
  const rules = field.constraints ?? {};
  const phrases: string[] = [];
  if (rules.required) phrases.push(words.required);
  if (rules.unique) phrases.push(words.unique);
  if (rules.enum) phrases.push(words.oneOf(rules.enum.join(", ")));
  if (rules.minimum !== undefined) phrases.push(words.atLeast(String(rules.minimum)));
  if (rules.maximum !== undefined) phrases.push(words.atMost(String(rules.maximum)));
  if (rules.minLength !== undefined) phrases.push(words.longerThan(String(rules.minLength)));
  if (rules.maxLength !== undefined) phrases.push(words.shorterThan(String(rules.maxLength)));
  if (rules.pattern) phrases.push(words.pattern(rules.pattern));
  return phrases;
}

const NUMERIC = new Set(["integer", "number", "year"]);
const ORDERED = new Set(["integer", "number", "year", "date", "datetime", "time"]);

export function isNumeric(field: Field): boolean {
  return NUMERIC.has(typeOf(field));
}

/** Whether "from..to" makes sense for its values. */
export function isOrdered(field: Field): boolean {
  return ORDERED.has(typeOf(field));
}
