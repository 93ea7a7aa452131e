import type { Field } from "@/api/gen/types.gen";
import { isNumeric, titleOf, typeOf } from "./schema";

const WIDTHS: Record<string, number> = {
  boolean: 120,
  integer: 130,
  number: 140,
  year: 110,
  date: 150,
  datetime: 210,
  time: 120,
};
const ROW_NUMBER = 84;

const SHORT = 130;
const USUAL = 190;
const LONG = 250;

/** The least width of a column in pixels: enough for its type's values and for its title. */
export function columnWidth(field: Field): number {
  return Math.max(WIDTHS[typeOf(field)] ?? textWidth(field), titleOf(field).length * 8 + 56);
}

function textWidth({ format, constraints }: Field): number {
  if (format === "email" || format === "uri" || format === "uuid") return LONG;
  const longest = constraints?.enum
    ? Math.max(...constraints.enum.map((choice) => String(choice).length))
    : constraints?.maxLength;
  return longest !== undefined && longest <= 12 ? SHORT : USUAL;
}

/** Widths for `grid-template-columns`, and their sum: below it the grid scrolls sideways. */
export function gridLayout(fields: readonly Field[]): { columns: string; width: number } {
  const widths = fields.map(columnWidth);
  return {
    columns: [`${ROW_NUMBER}px`, ...widths.map((width) => `minmax(${width}px, 1fr)`)].join(" "),
    width: widths.reduce((sum, width) => sum + width, ROW_NUMBER),
  };
}

/** A stored value as it stands: never with separators, since it may be a code. Null when there is none. */
export function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function alignment(field: Field): "end" | undefined {
  return isNumeric(field) ? "end" : undefined;
}
