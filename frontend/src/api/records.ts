import { withQuery } from "./query";

/** What has become of a record; of an ended dry run, what would become of it. */
export type RecordOutcome = "failed" | "inserted" | "updated" | "unchanged" | "skipped" | "unprocessed";

/** A column of the file and the field it goes to. */
export interface RecordColumn {
  label: string;
  field: string | null;
  type: string;
  format: string;
}

export interface RecordFault {
  column: string;
  code: string;
  message: string;
  value: string | null;
}

/** One record of an import's file, with what was changed in it since. */
export interface ImportRecord {
  row: number;
  line: number;
  cells: string[];
  /** Whether a cell was too long to be given whole. */
  is_cut: boolean;
  /** What the file has in the cells that were changed, by the column's label. */
  edited: Record<string, string | null>;
  left_out: boolean;
  /** Null where it is not known any more. */
  outcome: RecordOutcome | null;
  faults: RecordFault[];
  /** Why the record cannot be cut into the columns. */
  fault: { code: string; message: string } | null;
}

export interface RecordPage {
  count: number;
  offset: number;
  columns: RecordColumn[];
  results: ImportRecord[];
}

/** Which records: all of them where nothing is said. */
export interface RecordQuery {
  outcome?: RecordOutcome | undefined;
  code?: string | undefined;
  column?: string | undefined;
  edited?: "true" | undefined;
}

/** What the address of every page of an import's records begins with. */
export const recordsOf = (id: string) => `/api/imports/${encodeURIComponent(id)}/records/`;

export function recordsPath(
  id: string,
  query: RecordQuery,
  where: { offset: number; limit: number } | { around: number; limit: number },
): string {
  return withQuery(recordsOf(id), { ...query, ...where });
}
