import type { ImportRecord, RecordColumn } from "@/api/records";

/** What there is to say of a cell, or of the record itself for column -1. */
export interface CellNotes {
  messages: string[];
  /** What the file has, where that was changed; null and empty alike are nothing. */
  fileHas: string | null | undefined;
}

export function cellNotes(record: ImportRecord, columns: readonly RecordColumn[], column: number): CellNotes {
  if (record.fault) return { messages: [record.fault.message], fileHas: undefined };
  const label = columns[column]?.label;
  // a fault of the whole record names no column
  const messages = record.faults
    .filter((fault) =>
      label === undefined ? !columns.some((known) => known.label === fault.column) : fault.column === label,
    )
    .map(({ message }) => message);
  return {
    messages: [...new Set(messages)],
    fileHas: label === undefined ? undefined : record.edited[label],
  };
}

export function hasNotes(record: ImportRecord, columns: readonly RecordColumn[], column: number): boolean {
  const { messages, fileHas } = cellNotes(record, columns, column);
  return messages.length > 0 || fileHas !== undefined;
}
