import type { ImportRecord, RecordColumn } from "@/api/records";

/** Line number, and whether the record goes in. */
export const ROW_HEAD = 116;

const NARROWEST = 96;
const WIDEST = 320;
const PER_LETTER = 7.6;
const PADDING = 34;
/** Records whose cells say how wide a column is wanted. */
const SAMPLE = 50;

export interface ColumnLayout {
  /** Where each column begins, from the grid's edge. */
  starts: number[];
  widths: number[];
  width: number;
}

/** Widths by what stands in the columns, stretched to fill the room there is. */
export function columnLayout(
  columns: readonly RecordColumn[],
  sample: readonly ImportRecord[],
  room: number,
): ColumnLayout {
  const wanted = columns.map(({ label }, index) => wantedWidth(label, index, sample));
  const sum = wanted.reduce((total, width) => total + width, 0);
  const stretch = sum > 0 ? Math.max((room - ROW_HEAD) / sum, 1) : 1;
  const widths = wanted.map((width) => Math.floor(width * stretch));
  const starts: number[] = [];
  let next = ROW_HEAD;
  for (const width of widths) {
    starts.push(next);
    next += width;
  }
  return { starts, widths, width: next };
}

function wantedWidth(label: string, index: number, sample: readonly ImportRecord[]): number {
  const letters = sample.slice(0, SAMPLE).map(({ cells }) => cells[index]?.length ?? 0);
  const longest = Math.max(label.length, ...letters);
  return Math.min(Math.max(longest * PER_LETTER + PADDING, NARROWEST), WIDEST);
}

/** The columns between two places of the grid; none when there are none. */
export function columnsInSight(
  { starts, widths }: ColumnLayout,
  left: number,
  view: number,
): { first: number; last: number } {
  const ends = (index: number) => (starts[index] ?? 0) + (widths[index] ?? 0);
  const first = starts.findIndex((_, index) => ends(index) > left + ROW_HEAD);
  const last = starts.findLastIndex((start) => start < left + view);
  return { first: Math.max(first - 1, 0), last: Math.min(last + 1, starts.length - 1) };
}

/** The least sideways move that brings a whole column into sight beside the line numbers. */
export function leftToShow(
  { starts, widths }: ColumnLayout,
  column: number,
  left: number,
  view: number,
): number {
  const start = starts[column];
  if (start === undefined) return left;
  const end = start + (widths[column] ?? 0);
  return Math.max(Math.min(Math.max(left, end - view), start - ROW_HEAD), 0);
}
