import { CELLS, type Cell, type EventRow } from "./events";

/** What the server refuses, put to where it is to be mended. */
export interface PlacedErrors {
  /** By the row's key and the cell. */
  cells: ReadonlyMap<string, string>;
  /** By the names of the fields above the events. */
  fields: Record<string, string>;
  /** What belongs to no cell and no field. */
  others: string[];
}

export const NO_ERRORS: PlacedErrors = { cells: new Map(), fields: {}, others: [] };

export const cellId = (key: number, cell: Cell) => `${key}.${cell}`;

const FIELDS = ["student_id", "namespace"];
const EVENT = /^events\.(\d+)(?:\.(\w+))?$/;

/** Puts each error to its cell or field; `sent` are the rows that were sent, in their order. */
export function placedErrors(errors: Record<string, string>, sent: readonly EventRow[]): PlacedErrors {
  const cells = new Map<string, string>();
  const fields: Record<string, string> = {};
  const others: string[] = [];
  for (const [path, message] of Object.entries(errors)) {
    const [, place, member] = EVENT.exec(path) ?? [];
    const row = place === undefined ? undefined : sent[Number(place)];
    const cell = member === undefined ? "unit" : CELLS.find((name) => name === member);
    if (row && cell) cells.set(cellId(row.key, cell), message);
    else if (FIELDS.includes(path)) fields[path] = message;
    else others.push(path.startsWith("events.") ? `${path}: ${message}` : message);
  }
  return { cells, fields, others };
}

/** The topmost cell that is at fault. */
export function firstFault(
  errors: PlacedErrors,
  rows: readonly EventRow[],
): { key: number; cell: Cell } | undefined {
  if (errors.cells.size === 0) return undefined;
  for (const { key } of rows) {
    const cell = CELLS.find((name) => errors.cells.has(cellId(key, name)));
    if (cell) return { key, cell };
  }
  return undefined;
}

/** The errors without those of cells that have been written anew. */
export function withoutCell(errors: PlacedErrors, key: number, cell: Cell): PlacedErrors {
  if (!errors.cells.has(cellId(key, cell))) return errors;
  const cells = new Map(errors.cells);
  cells.delete(cellId(key, cell));
  return { ...errors, cells };
}

/** The errors without that of a field that has been written anew. */
export function withoutField(errors: PlacedErrors, name: string): PlacedErrors {
  const { [name]: _mended, ...fields } = errors.fields;
  return { ...errors, fields };
}
