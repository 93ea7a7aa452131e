import { type RefObject, useEffectEvent, useLayoutEffect } from "react";
import type { ImportRecord } from "@/api/records";
import type { Cursor } from "./cursor";
import type { Place } from "./grid-keys";

/** Brings the cell of the cursor into sight and gives it the focus, whenever the cursor is moved. */
export function useFollowing(
  scroller: RefObject<HTMLElement | null>,
  cursor: Cursor,
  record: ImportRecord | undefined,
  show: (place: Place) => void,
): void {
  const follow = useEffectEvent((moved: Cursor) => {
    show(moved);
    if (moved.focus && moved.written === null) focusCell(scroller.current);
  });
  useLayoutEffect(() => follow(cursor), [cursor]);

  // a record that turns out to be unreadable has one cell where there were many: the focused one is gone
  const isWhole = record?.fault != null;
  const keep = useEffectEvent((_isWhole: boolean) => {
    if (cursor.focus && document.activeElement === document.body) focusCell(scroller.current);
  });
  useLayoutEffect(() => keep(isWhole), [isWhole]);
}

function focusCell(grid: HTMLElement | null): void {
  grid?.querySelector<HTMLElement>('[data-column][tabindex="0"]')?.focus({ preventScroll: true });
}
