import { defaultRangeExtractor, type Range } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";

export interface RowCursor {
  /** The one row that Tab reaches. */
  position: number;
  /** The rows to draw: those in sight, and the one that has the focus. */
  extract: (range: Range) => number[];
  put: (position: number) => void;
  press: (event: KeyboardEvent, page: number) => void;
}

/** Arrows, Page, Home and End move from row to row; Tab leads past them all. `onMove` brings a row into sight. */
export function useRowCursor(
  count: number,
  body: React.RefObject<HTMLElement | null>,
  onMove: (position: number) => void,
): RowCursor {
  const [wanted, put] = useState(0);
  const moved = useRef(false);
  const position = Math.min(wanted, Math.max(count - 1, 0));

  function press(event: KeyboardEvent, page: number) {
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step === undefined || count === 0) return;
    event.preventDefault();
    const next = Math.min(Math.max(position + step, 0), count - 1);
    moved.current = next !== position;
    put(next);
    onMove(next);
  }

  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    body.current
      ?.querySelector<HTMLElement>(`[data-position="${position}"] a`)
      ?.focus({ preventScroll: true });
  }, [body, position]);

  return {
    position,
    extract: (range) => {
      const drawn = defaultRangeExtractor(range);
      if (position >= count || drawn.includes(position)) return drawn;
      return [...drawn, position].sort((one, other) => one - other);
    },
    put,
    press,
  };
}
