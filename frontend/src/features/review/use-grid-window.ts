import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type ColumnLayout, columnsInSight, leftToShow } from "./column-layout";
import type { Place } from "./grid-keys";
import { heights, lastTop, type Range, ROW_HEIGHT, rowsInSight, stretch, topToShow } from "./row-window";

export const HEAD_HEIGHT = 44;
/** Rows that are drawn beyond what is in sight, so that a slow frame shows no gap. */
const BEYOND = 8;
/** The range moves on by so many rows at once, or each row that passes would be a draw. */
const STEP = 4;

export interface GridWindow {
  rows: Range;
  columns: Range;
  /** How far below its place in the whole a row is drawn: what the stretched way has left out. */
  offset: number;
}

const NOTHING: GridWindow = { rows: { first: 0, last: -1 }, columns: { first: 0, last: -1 }, offset: 0 };

/** Follows the scrolling of a grid, and scrolls it to a place. Draws only when other rows or columns come into sight. */
export function useGridWindow(scroller: RefObject<HTMLElement | null>, count: number, layout: ColumnLayout) {
  const [seen, setSeen] = useState(NOTHING);
  // of the first row in sight, in pixels of rows: finer than the scrollbar where the way is stretched
  const top = useRef(0);

  const look = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const tall = heights(count, box.clientHeight - HEAD_HEIGHT);
    const factor = stretch(tall);
    if (factor === 1 || Math.abs(box.scrollTop - top.current / factor) > 1)
      top.current = box.scrollTop * factor;
    const next = windowAt(top.current, box, tall.view, count, layout);
    setSeen((known) => (isSame(known, next) ? known : next));
  }, [scroller, count, layout]);

  const scrollTo = useCallback(
    (wanted: number) => {
      const box = scroller.current;
      if (!box) return;
      const tall = heights(count, box.clientHeight - HEAD_HEIGHT);
      top.current = Math.min(Math.max(wanted, 0), lastTop(tall));
      box.scrollTop = top.current / stretch(tall);
      look();
    },
    [scroller, count, look],
  );

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    look();
    const resized = new ResizeObserver(look);
    resized.observe(box);
    box.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, [scroller, look]);

  // the wheel must not fly over rows where the way is stretched
  const isStretched = heights(count, 0).full > heights(count, 0).box;
  useEffect(() => {
    const box = scroller.current;
    if (!box || !isStretched) return;
    const turn = (event: WheelEvent) => {
      if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      scrollTo(top.current + event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? ROW_HEIGHT : 1));
    };
    box.addEventListener("wheel", turn, { passive: false });
    return () => box.removeEventListener("wheel", turn);
  }, [scroller, isStretched, scrollTo]);

  const show = useCallback(
    ({ position, column }: Place) => {
      const box = scroller.current;
      if (!box) return;
      scrollTo(topToShow(position, top.current, box.clientHeight - HEAD_HEIGHT));
      if (column >= 0) box.scrollLeft = leftToShow(layout, column, box.scrollLeft, box.clientWidth);
    },
    [scroller, layout, scrollTo],
  );

  return { seen, show };
}

function windowAt(
  top: number,
  box: HTMLElement,
  view: number,
  count: number,
  layout: ColumnLayout,
): GridWindow {
  const { first, last } = rowsInSight(top, view, count, BEYOND);
  const rows = {
    first: first - (first % STEP),
    last: Math.min(last + STEP - (last % STEP), count - 1),
  };
  return {
    rows,
    columns: columnsInSight(layout, box.scrollLeft, box.clientWidth),
    offset: box.scrollTop - top,
  };
}

function isSame(one: GridWindow, other: GridWindow): boolean {
  return (
    one.rows.first === other.rows.first &&
    one.rows.last === other.rows.last &&
    one.columns.first === other.columns.first &&
    one.columns.last === other.columns.last &&
    one.offset === other.offset
  );
}
