import type { DuplicatesEnum, Field, ModeEnum, OnErrorEnum, TableSchema } from "@/api/gen/types.gen";

/** Parts of a dialect that a person has chosen; what is not said is recognised. */
export interface Wishes {
  encoding?: string;
  delimiter?: string;
  quote?: string;
  header?: boolean;
  header_row?: number;
  footer?: number;
  sheet?: string;
  member?: string;
}

/** How a file would be read, as the server recognises it and as it was told. */
export interface Preview {
  format: "delimited" | "xlsx" | "jsonl" | "json";
  encoding: string;
  encoding_evidence: string;
  dialect: { delimiter: string; quote: string; header: boolean };
  header_line: number | null;
  first_line: number;
  footer_records: number;
  member: string;
  sheet: string;
  evidence: string[];
  labels: string[];
  sheets: string[];
  members: string[];
  /** The first physical rows, with those above the header. */
  top: { line: number; cells: string[] }[];
  columns: PreviewColumn[];
  /** What the values of the sample ask for. */
  schema: TableSchema;
  sample: { records: number; is_whole: boolean };
  rows: PreviewRow[];
  mapping: PreviewMapping | null;
}

export interface PreviewColumn {
  label: string;
  field: string | null;
  type: string;
  format: string;
  values: number;
  empty: number;
  reasons: Record<string, number>;
  samples: string[];
  evidence: string;
  choices: TypeChoice[];
}

/** A type that a column could be given instead, as parts of a Table Schema field. */
export type TypeChoice = Pick<
  Field,
  "type" | "format" | "trueValues" | "falseValues" | "decimalChar" | "groupChar"
> & { reason: string };

export interface PreviewRow {
  row: number;
  line: number;
  cells: string[];
  fault: { code: string; message: string } | null;
}

export interface PreviewMapping {
  /** Of the header; null for a file without one. */
  fingerprint: string | null;
  columns: MappedColumn[];
  missing: string[];
  remembered: Remembered | null;
}

export interface MappedColumn {
  label: string;
  samples: string[];
  field: string | null;
  status: "matched" | "suggested" | "unmapped";
  how: string;
  reason: string;
}

export interface Remembered {
  mapping: Record<string, string | null>;
  dialect?: Wishes;
  mode: ModeEnum;
  duplicates: DuplicatesEnum;
  on_error: OnErrorEnum;
  updated_at: string;
}

/** What an unreadable file leaves to choose from, where another part of it could be read. */
export interface Parts {
  members?: string[];
  sheets?: string[];
}
