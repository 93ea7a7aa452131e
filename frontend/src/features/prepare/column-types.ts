import type { Preview, PreviewColumn, TableSchema, TypeChoice } from "@/api/gen/types.gen";
import type { ChosenType, Draft } from "./draft";

/** "string · email", "integer": the same words as in a dataset's schema. */
export function typeWords({
  type,
  format,
}: {
  type?: string | undefined;
  format?: string | undefined;
}): string {
  return [type ?? "string", ...(format && format !== "default" ? [format] : [])].join(" · ");
}

export function withoutReason({ reason: _, ...type }: TypeChoice): ChosenType {
  return type;
}

function same(one: ChosenType, other: ChosenType): boolean {
  return one.type === other.type && (one.format ?? "default") === (other.format ?? "default");
}

/** Which of the choices was taken: its place, or -1 for the type that was recognised. */
export function takenChoice({ choices }: PreviewColumn, chosen: ChosenType | undefined): number {
  return chosen ? choices.findIndex((choice) => same(withoutReason(choice), chosen)) : -1;
}

/** Readings between which only a person can decide, such as day and month; none where the values are clear. */
export function openReadings({ choices, reasons }: PreviewColumn): TypeChoice[] {
  if (!reasons.ambiguous_date) return [];
  return choices.filter(({ type }) => type === "date" || type === "datetime");
}

/** Columns that ask to be decided on and have not been. */
export function openQuestions(columns: readonly PreviewColumn[], draft: Draft): number {
  const { types = {}, left_out = [], confirmed = [] } = draft;
  const isAnswered = (label: string) =>
    label in types || left_out.includes(label) || confirmed.includes(label);
  return columns.filter((column) => openReadings(column).length > 0 && !isAnswered(column.label)).length;
}

/** The schema of the dataset that is made: what the values ask for, but for what a person chose. */
export function schemaOf({ schema, columns }: Preview, { types = {}, left_out = [] }: Draft): TableSchema {
  const kept = columns.filter(({ label, field }) => field !== null && !left_out.includes(label));
  const fields = kept.flatMap((column) => {
    const found = schema.fields.find(({ name }) => name === column.field);
    if (!found) return [];
    const chosen = types[column.label];
    const at = takenChoice(column, chosen);
    if (!chosen || at < 0) return [found];
    // what its description says speaks for the type that was recognised
    const { name, title } = found;
    return [{ name, ...(title && { title }), ...chosen }];
  });
  return { ...schema, fields };
}

/** Where the file's columns go in that dataset. */
export function fieldsOf({ columns }: Preview, { left_out = [] }: Draft): Record<string, string | null> {
  return Object.fromEntries(
    columns.map(({ label, field }) => [label, left_out.includes(label) ? null : field]),
  );
}
