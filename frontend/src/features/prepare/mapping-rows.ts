import type { Dataset, Mapping, Suggestion } from "@/api/gen/types.gen";
import type { Tone } from "@/components/tone";
import { text } from "@/text/text";
import { type Draft, mappingOf } from "./draft";

export type MappingStatus = keyof typeof text.mapping.statuses;

export interface MappingRow {
  label: string;
  samples: string[];
  field: string | null;
  status: MappingStatus;
  reason: string;
}

export const TONES: Record<MappingStatus, Tone> = {
  matched: "good",
  chosen: "good",
  suggested: "busy",
  unmapped: "partial",
  ignored: "quiet",
};

/** Each column of the file with where it goes and why. */
export function mappingRows(mapping: Mapping, said: Draft["mapping"] = {}): MappingRow[] {
  const goes = mappingOf(mapping, said);
  return mapping.columns.map((column) => {
    const field = goes[column.label] ?? null;
    const { label, samples } = column;
    return { label, samples, field, ...standing(column, field, label in said) };
  });
}

function standing(
  column: Suggestion,
  field: string | null,
  isSaid: boolean,
): Pick<MappingRow, "status" | "reason"> {
  if (!isSaid || field === column.field) return { status: column.status, reason: column.reason };
  return field === null
    ? { status: "ignored", reason: text.mapping.ignoredReason }
    : { status: "chosen", reason: text.mapping.chosenReason };
}

/** Required fields, by their names for people, that no column goes to. An update needs only what finds the row. */
export function unfilled(
  dataset: Dataset,
  mapping: Record<string, string | null>,
  mode: Draft["mode"] = "insert",
): string[] {
  const { fields, primaryKey = [] } = dataset.schema;
  const filled = new Set(Object.values(mapping));
  return fields
    .filter(
      ({ name, constraints }) => primaryKey.includes(name) || (mode !== "update" && constraints?.required),
    )
    .filter(({ name }) => !filled.has(name))
    .map(({ name, title }) => title || name);
}
