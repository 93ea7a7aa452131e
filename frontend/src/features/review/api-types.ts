import type { ImportJob, RecordEditRequest } from "@/api/gen/types.gen";

/** What is changed in one record; a cell of null becomes again what the file has. */
export type RecordChange = RecordEditRequest;

/** An import with what reviews add to it. */
export type ReviewJob = ImportJob & {
  /** The check before, where this one checks its edits. */
  review?: string | null;
  imported_as?: string | null;
};
