import { type PointerEvent, useState } from "react";
import type { ImportRecord, RecordColumn } from "@/api/records";
import { hasNotes } from "./cell-notes";
import { type Cursor, START } from "./cursor";
import { placeOf } from "./grid-acts";
import type { Place } from "./grid-keys";

/** The cell whose notes are shown: the one that is pointed at, else the one that keys act on, until Escape. */
export function useNoted(
  cursor: Cursor,
  recordAt: (position: number) => ImportRecord | undefined,
  columns: readonly RecordColumn[],
) {
  const [pointed, setPointed] = useState<Place | null>(null);
  const [dismissed, setDismissed] = useState<Place | null>(null);
  // where nobody has been yet there is nothing to say
  const isActive = cursor !== START && cursor.written === null;
  const wanted = pointed ?? (isActive ? cursor : null);

  function notes(place: Place | null): Place | null {
    const record = place && recordAt(place.position);
    return record && hasNotes(record, columns, place.column) ? place : null;
  }

  return {
    noted: wanted === dismissed ? null : notes(wanted),
    point: (event: PointerEvent) => {
      const place = notes(placeOf(event.target));
      // the same object again, so that moving about in one cell draws nothing
      setPointed((known) =>
        known?.position === place?.position && known?.column === place?.column ? known : place,
      );
    },
    unpoint: () => setPointed(null),
    dismiss: () => setDismissed(wanted),
  };
}
