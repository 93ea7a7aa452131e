import type { Place } from "./grid-keys";

/** The cell that keys act on. */
export interface Cursor extends Place {
  /** Whether the browser's focus goes there too. */
  focus: boolean;
  /** What its editor begins with; null while the cell is not being written. */
  written: string | null;
}

export const START: Cursor = { position: 0, column: 0, focus: false, written: null };

export function at(place: Place, focus = true): Cursor {
  return { position: place.position, column: place.column, focus, written: null };
}

/** The cursor among so many records: where there are fewer than there were, it stands on the last one. */
export function within(cursor: Cursor, count: number | undefined): Cursor {
  if (!count || cursor.position < count) return cursor;
  return at({ position: count - 1, column: cursor.column }, false);
}
