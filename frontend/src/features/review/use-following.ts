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

  // a record that comes, or turns out to be unreadable, has other cells: the focused one may be gone
  const shape = record ? (record.fault ? "whole" : "cells") : "blank";
  const keep = useEffectEvent((_shape: string) => {
    if (cursor.focus && cursor.written === null && document.activeElement === document.body)
      focusCell(scroller.current);
  });
  useLayoutEffect(() => keep(shape), [shape]);
}

function focusCell(grid: HTMLElement | null): void {
  grid?.querySelector<HTMLElement>('[data-column][tabindex="0"]')?.focus({ preventScroll: true });
}
