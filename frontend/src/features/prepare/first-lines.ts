import type { Preview } from "@/api/gen/types.gen";

/** A line of the file's beginning, as it is taken. */
export interface FirstLine {
  line: number;
  kind: "above" | "header" | "record";
  cells: string[];
  fault: string | null;
}

/** More columns than this are counted, not drawn. */
export const MOST_COLUMNS = 60;

/** What stands above the table, its header, and its first records, in the file's order. */
export function firstLines({ top, header_line, first_line, labels, rows }: Preview): FirstLine[] {
  const begins = header_line ?? rows[0]?.line ?? first_line;
  const above = top.filter(({ line }) => line < begins);
  const header = header_line === null ? [] : [{ line: header_line, cells: labels }];
  return [
    ...above.map((each) => ({ ...each, kind: "above" as const, fault: null })),
    ...header.map((each) => ({ ...each, kind: "header" as const, fault: null })),
    ...rows.map(({ line, cells, fault }) => ({
      line,
      cells,
      kind: "record" as const,
      fault: fault?.message ?? null,
    })),
  ];
}

/** Whether the file is one whose columns are named by a line of it; records of JSON name their own. */
export function isTabular({ format, top }: Preview): boolean {
  return top.length > 0 && (format === "delimited" || format === "xlsx");
}

/** The lines that can be made the header: those that were looked at one by one. */
export function canBeHeader(line: number, preview: Preview): boolean {
  return isTabular(preview) && preview.top.some((each) => each.line === line);
}
