/** The members of an event, by the names that the API gives them. */
export const CELLS = ["unit", "type", "created_time"] as const;

export type Cell = (typeof CELLS)[number];

/** An event as it is written, all of it text. */
export type WrittenEvent = Record<Cell, string>;

/** An event in the form; its key stays while others come and go. */
export interface EventRow extends WrittenEvent {
  key: number;
}

/** What a report takes at most. */
export const MOST_EVENTS = 10_000;

export const NO_EVENT: WrittenEvent = { unit: "", type: "", created_time: "" };

export function isBlank(event: WrittenEvent): boolean {
  return CELLS.every((cell) => event[cell].trim() === "");
}

/** Puts keys that no other row has to events. */
export function rowsOf(events: readonly WrittenEvent[], rows: readonly EventRow[]): EventRow[] {
  const taken = rows.reduce((highest, { key }) => Math.max(highest, key), -1);
  return events.map((event, place) => ({ ...event, key: taken + 1 + place }));
}

/** Rows with events put in at a place; a blank row that was there gives way. */
export function withEventsAt(
  rows: readonly EventRow[],
  place: number,
  events: readonly WrittenEvent[],
): EventRow[] {
  const here = rows[place];
  const from = here && isBlank(here) ? place + 1 : place;
  return [...rows.slice(0, place), ...rowsOf(events, rows), ...rows.slice(from)];
}

/** Rows with events behind the last one that has anything in it. */
export function withEventsAdded(rows: readonly EventRow[], events: readonly WrittenEvent[]): EventRow[] {
  const written = rows.filter((row) => !isBlank(row));
  return [...written, ...rowsOf(events, rows)];
}

/** Rows with the values of one column written downwards from a place, over what was there. */
export function withColumnFilled(
  rows: readonly EventRow[],
  place: number,
  cell: Cell,
  values: readonly string[],
): EventRow[] {
  const missing = Math.max(place + values.length - rows.length, 0);
  const blank = Array.from({ length: missing }, () => NO_EVENT);
  return [...rows, ...rowsOf(blank, rows)].map((row, at) => {
    const value = values[at - place];
    return value === undefined ? row : { ...row, [cell]: value };
  });
}
