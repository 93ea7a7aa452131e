import { type RefObject, useLayoutEffect, useRef } from "react";
import type { ImportRecord, RecordColumn } from "@/api/records";
import { text } from "@/text/text";
import { cellNotes } from "./cell-notes";
import { type ColumnLayout, ROW_HEAD } from "./column-layout";
import { CALLOUT } from "./record-cell";
import classes from "./record-grid.module.css";
import { ROW_HEIGHT } from "./row-window";
import { HEAD_HEIGHT } from "./use-grid-window";

interface Props {
  scroller: RefObject<HTMLElement | null>;
  record: ImportRecord;
  columns: readonly RecordColumn[];
  column: number;
  layout: ColumnLayout;
  /** Of the row, as it is placed. */
  top: number;
}

/** What is wrong with a cell and what the file has in it, right below it; above it where there is no room. */
export function CellCallout({ scroller, record, columns, column, layout, top }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { messages, fileHas } = cellNotes(record, columns, column);
  const left = layout.starts[column] ?? ROW_HEAD;

  useLayoutEffect(() => {
    const around = scroller.current;
    const note = box.current;
    if (!around || !note) return;
    const rightmost = around.scrollLeft + around.clientWidth - note.offsetWidth - 8;
    note.style.left = `${Math.max(Math.min(left, rightmost), around.scrollLeft + 8)}px`;
    note.style.top = `${top + ROW_HEIGHT}px`;
    const { bottom } = note.getBoundingClientRect();
    const edge = around.getBoundingClientRect();
    const above = top - note.offsetHeight;
    const isBelowEdge = bottom > edge.top + around.clientHeight;
    if (isBelowEdge && around.clientHeight > HEAD_HEIGHT + note.offsetHeight + ROW_HEIGHT) {
      note.style.top = `${above}px`;
    }
  });

  if (messages.length === 0 && fileHas === undefined) return null;
  return (
    <div ref={box} id={CALLOUT} role="tooltip" className={classes.callout}>
      {messages.map((message) => (
        <p key={message} className={classes.message} lang="en">
          {message}
        </p>
      ))}
      {fileHas !== undefined && <p>{fileHas ? text.review.fileHas(fileHas) : text.review.fileHasNothing}</p>}
    </div>
  );
}
