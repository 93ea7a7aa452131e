/**
 * Which rows of a grid are in sight, all rows being equally high. Browsers cannot draw a box of many millions of
 * pixels, so the scrolled height is cut to what they can, and the way through it stretched to reach every row.
 */
export const ROW_HEIGHT = 40;

/** The highest box that all browsers draw exactly. */
export const TALLEST = 12_000_000;

export interface Heights {
  /** Of all rows. */
  full: number;
  /** Of the box that is scrolled. */
  box: number;
  /** Of the part in sight. */
  view: number;
}

export function heights(count: number, view: number): Heights {
  const full = count * ROW_HEIGHT;
  return { full, box: Math.min(full, TALLEST), view };
}

/** Pixels of rows for one pixel of scrolling. */
export function stretch({ full, box, view }: Heights): number {
  return full > box ? (full - view) / (box - view) : 1;
}

/** The highest place that the first row in sight can be at. */
export function lastTop({ full, view }: Heights): number {
  return Math.max(full - view, 0);
}

export interface Range {
  first: number;
  last: number;
}

/** Positions in sight from `top` on, with a few beyond each end. */
export function rowsInSight(top: number, view: number, count: number, beyond: number): Range {
  return {
    first: Math.max(Math.floor(top / ROW_HEIGHT) - beyond, 0),
    last: Math.min(Math.ceil((top + view) / ROW_HEIGHT) + beyond, count) - 1,
  };
}

/** The least move of `top` that brings a whole row into sight. */
export function topToShow(position: number, top: number, view: number): number {
  const start = position * ROW_HEIGHT;
  return Math.min(Math.max(top, start + ROW_HEIGHT - view), start);
}
