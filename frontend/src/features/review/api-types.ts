import type { ImportJob } from "@/api/gen/types.gen";
import type { ImportRecord } from "@/api/records";

/** What is changed in one record; a cell of null becomes again what the file has. */
export interface RecordChange {
  row: number;
  cells?: Record<string, string | null>;
  left_out?: boolean;
}

/** Faults of one kind in one column; `open` are not mended yet and not left out. */
export interface EditGroup {
  code: string;
  column: string;
  count: number;
  open: number;
}

/** How far the mending of an import's records has come. */
export interface EditSummary {
  can_edit: boolean;
  reason: string | null;
  edited: number;
  left_out: number;
  mended: number;
  /** By the check. */
  failed: number;
  open: number;
  groups: EditGroup[];
}

export interface EditAnswer {
  results: ImportRecord[];
  summary: EditSummary;
}

/** What a change of many records came to. */
export interface BulkAnswer {
  records: number;
  summary: EditSummary;
}

export interface ReplaceRequest {
  column: string;
  find: string;
  replace: string;
  whole_cell: boolean;
  match_case: boolean;
  code?: string;
  fault_column?: string;
}

export type GroupRequest = { code: string; column: string } & (
  | { value?: string; set: string }
  | { leave_out: boolean }
);

/** An import with what reviews and merges add to it. */
export type ReviewJob = ImportJob & {
  /** The check before, where this one checks its edits. */
  review?: string | null;
  imported_as?: string | null;
  merge_job?: string | null;
};

/** What a merge came to. */
export interface MergeResult {
  merged: number;
  still_failed: number;
  left_out: number;
  not_rejected: number;
}
