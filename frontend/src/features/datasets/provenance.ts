import type { Field, Provenance } from "@/api/gen/types.gen";
import { cellText } from "./grid-columns";
import { titleOf } from "./schema";

/** A field of a row beside the cell of the file that it was read from. */
export interface Origin {
  field: string;
  title: string;
  /** As it is now; null where it has no value, undefined where the row is not there to be shown. */
  value: string | null | undefined;
  /** The column of the file, and what stood there as it was imported; undefined where no column fills the field. */
  column: string | undefined;
  cell: string | undefined;
  /** What the file itself has, where somebody corrected it before it was imported. */
  before: string | null | undefined;
}

/** A column of the file that the dataset has no place for. */
export interface LeftOut {
  column: string;
  cell: string | undefined;
}

/** Every field with the cell it came from, and what the file has besides. */
export function originsOf(
  { columns, cells, edited, values }: Provenance,
  fields: readonly Field[],
): { origins: Origin[]; leftOut: LeftOut[] } {
  const places = columns.map((column, place) => ({ ...column, cell: cells?.[place] }));
  const origins = fields.map((field) => {
    const place = places.find((each) => each.field === field.name);
    return {
      field: field.name,
      title: titleOf(field),
      value: values ? cellText(values[field.name]) : undefined,
      column: place?.label,
      cell: place?.cell,
      before: place && place.label in edited ? edited[place.label] : undefined,
    };
  });
  const known = new Set(fields.map(({ name }) => name));
  const leftOut = places
    .filter(({ field }) => field === null || !known.has(field))
    .map(({ label, cell }) => ({ column: label, cell }));
  return { origins, leftOut };
}

/** What an import changed of a row: the value before it, and the one after it. */
export interface Change {
  title: string;
  was: string | null;
  became: string | null;
}

/** The fields of two versions that differ; a field that a version did not have yet counts as empty. */
export function changesBetween(
  older: Record<string, unknown>,
  newer: Record<string, unknown>,
  fields: readonly Field[],
): Change[] {
  return fields
    .map((field) => ({
      title: titleOf(field),
      was: cellText(older[field.name]),
      became: cellText(newer[field.name]),
    }))
    .filter(({ was, became }) => was !== became);
}
