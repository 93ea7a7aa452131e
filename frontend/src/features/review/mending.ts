import type { ImportRecord } from "@/api/records";
import type { RecordChange } from "./record-edits";
import { cellChange } from "./record-edits";
import type { Desk } from "./use-desk";

/** What a person changes in single records, one cell or one record at a time. */
export function mending({ pages, edits, goToRow }: Desk) {
  const columns = pages.columns ?? [];

  function change(record: ImportRecord, changed: RecordChange, column: number) {
    edits.change(record, changed, columns, column);
  }

  return {
    write: (record: ImportRecord, column: number, written: string) => {
      const known = columns[column];
      const changed = known && cellChange(record, known, column, written);
      if (changed) change(record, changed, column);
    },
    /** Lets the file's own text stand in a cell again. */
    putBack: (record: ImportRecord, column: number) => {
      const label = columns[column]?.label;
      if (label !== undefined) change(record, { row: record.row, cells: { [label]: null } }, column);
    },
    mendRecord: (record: ImportRecord, cells: Record<string, string>) =>
      change(record, { row: record.row, cells }, 0),
    /** Leaves a record out, or takes it back in. */
    leaveOut: (record: ImportRecord, column: number) =>
      change(record, { row: record.row, left_out: !record.left_out }, column),
    /** Undoes the last change or does it again, and shows where. */
    walk: (way: "undo" | "redo") => {
      const step = edits[way]();
      if (step) goToRow(step.done.row, step.column);
    },
  };
}
