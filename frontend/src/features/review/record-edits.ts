import type { RecordEditRequest } from "@/api/gen/types.gen";
import type { ImportRecord, RecordColumn } from "@/api/records";

/** What is changed in one record; a cell of null becomes again what the file has. */
export type RecordChange = RecordEditRequest;

/** The record as it will be once the server has taken the change; what is wrong with it then is the server's to say. */
export function withChange(
  record: ImportRecord,
  change: RecordChange | undefined,
  columns: readonly RecordColumn[],
): ImportRecord {
  if (!change) return record;
  const cells = [...record.cells];
  const edited = { ...record.edited };
  for (const [label, text] of Object.entries(change.cells ?? {})) {
    const index = columns.findIndex((column) => column.label === label);
    if (text === null) {
      cells[index] = edited[label] ?? cells[index] ?? "";
      delete edited[label];
    } else {
      edited[label] ??= cells[index] ?? null;
      cells[index] = text;
    }
  }
  return {
    ...record,
    cells,
    edited,
    left_out: change.left_out ?? record.left_out,
    faults: record.faults.filter(({ column }) => !change.cells || !(column in change.cells)),
    fault: change.cells && record.fault ? null : record.fault,
  };
}

/** Two changes of any records as one, the later winning. */
export function joined(earlier: readonly RecordChange[], later: readonly RecordChange[]): RecordChange[] {
  const byRow = new Map(earlier.map((change) => [change.row, change]));
  for (const change of later) {
    const before = byRow.get(change.row);
    byRow.set(change.row, {
      ...before,
      ...change,
      ...((before?.cells || change.cells) && { cells: { ...before?.cells, ...change.cells } }),
    });
  }
  return [...byRow.values()];
}

/** What to send when a cell is to hold `text`; null when it holds it already. */
export function cellChange(
  record: ImportRecord,
  column: RecordColumn,
  index: number,
  text: string,
): RecordChange | null {
  if (text === (record.cells[index] ?? "")) return null;
  const isAsFiled = column.label in record.edited && record.edited[column.label] === text;
  return { row: record.row, cells: { [column.label]: isAsFiled ? null : text } };
}

/** The change that makes `change` undone, for a record as it was before it. */
export function reverse(
  record: ImportRecord,
  change: RecordChange,
  columns: readonly RecordColumn[],
): RecordChange {
  const back: RecordChange = { row: record.row };
  if (change.left_out !== undefined) back.left_out = record.left_out;
  if (change.cells) {
    back.cells = Object.fromEntries(
      Object.keys(change.cells).map((label) => {
        const index = columns.findIndex((column) => column.label === label);
        return [label, label in record.edited ? (record.cells[index] ?? "") : null];
      }),
    );
  }
  return back;
}

/** The server cuts longer cells; whoever wrote over such a one would lose the rest of it. */
const SHOWN_WHOLE = 2000;

export function isShownWhole(record: ImportRecord, index: number): boolean {
  return !record.is_cut || (record.cells[index]?.length ?? 0) < SHOWN_WHOLE;
}

/** Whether the record would be refused as it is now. */
export function isOpen(record: ImportRecord): boolean {
  return !record.left_out && (record.fault !== null || record.faults.length > 0);
}

/** Whether it was refused by the check and would go in now. */
export function isMended(record: ImportRecord): boolean {
  return record.outcome === "failed" && !record.left_out && !isOpen(record);
}
