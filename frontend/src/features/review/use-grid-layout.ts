import { type RefObject, useLayoutEffect, useMemo, useState } from "react";
import type { ImportRecord, RecordColumn } from "@/api/records";
import { type ColumnLayout, columnLayout } from "./column-layout";

/** How wide the columns are in the room there is; the records that were there first say so, so that no edit moves a column. */
export function useGridLayout(
  scroller: RefObject<HTMLElement | null>,
  columns: readonly RecordColumn[],
  recordAt: (position: number) => ImportRecord | undefined,
): ColumnLayout {
  const [room, setRoom] = useState(0);
  const [sample] = useState(() =>
    Array.from({ length: 50 }, (_, position) => recordAt(position)).filter((record) => record !== undefined),
  );

  // before the first paint, or the columns would be seen to move
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const measure = () => setRoom(box.clientWidth);
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(box);
    return () => resized.disconnect();
  }, [scroller]);

  return useMemo(() => columnLayout(columns, sample, room), [columns, sample, room]);
}
