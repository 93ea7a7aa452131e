import { useEffect, useRef } from "react";
import type { ImportRecord, RecordColumn } from "@/api/records";
import { text } from "@/text/text";
import { CellCallout } from "./cell-callout";
import { CellEditor } from "./cell-editor";
import type { Cursor } from "./cursor";
import { type Acts, gridActs } from "./grid-acts";
import { GridHead } from "./grid-head";
import classes from "./record-grid.module.css";
import { RecordRow } from "./record-row";
import { heights, type Range, ROW_HEIGHT } from "./row-window";
import { useFollowing } from "./use-following";
import { useGridLayout } from "./use-grid-layout";
import { HEAD_HEIGHT, useGridWindow } from "./use-grid-window";
import { useNoted } from "./use-noted";

interface Props extends Acts {
  label: string;
  count: number;
  columns: readonly RecordColumn[];
  /** The record at a position; undefined while it is being fetched. */
  recordAt: (position: number) => ImportRecord | undefined;
  isStale: boolean;
  canEdit: boolean;
  cursor: Cursor;
  /** Told about which rows are drawn, once the scrolling has come to rest on them. */
  onSight: (rows: Range) => void;
}

/** Records of a file to look through and to mend: only what is in sight is drawn, however many there are. */
export function RecordGrid({ label, isStale, onSight, ...props }: Props) {
  const { count, columns, recordAt, canEdit, cursor } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const layout = useGridLayout(scroller, columns, recordAt);
  const { seen, show } = useGridWindow(scroller, count, layout);
  const { noted, point, unpoint, dismiss } = useNoted(cursor, recordAt, columns);
  useFollowing(scroller, cursor, recordAt(cursor.position), show);
  useTelling(seen.rows, onSight);

  const acts = gridActs({
    ...props,
    onDismiss: dismiss,
    size: () => ({
      rows: count,
      columns: columns.length,
      page: Math.max(Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD_HEIGHT) / ROW_HEIGHT) - 1, 1),
    }),
  });
  const editor =
    cursor.written === null ? null : (
      <CellEditor
        label={text.review.editing(columns[cursor.column]?.label ?? "")}
        initial={cursor.written}
        onDone={acts.finish}
        onCancel={acts.cancel}
      />
    );
  const notedRecord = noted && recordAt(noted.position);

  return (
    <div ref={scroller} className={classes.scroller} data-stale={isStale || undefined}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that keys move in
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        aria-describedby="review-keys"
        aria-readonly={!canEdit}
        className={classes.grid}
        style={{ width: layout.width }}
        onKeyDown={acts.press}
        onClick={acts.click}
        onDoubleClick={acts.doubleClick}
        onPointerOver={point}
        onPointerLeave={unpoint}
      >
        <GridHead
          columns={columns}
          layout={layout}
          from={seen.columns.first}
          to={seen.columns.last}
          activeColumn={cursor.column}
        />
        <tbody className={classes.body} style={{ height: heights(count, 0).box }}>
          {drawnPositions(seen.rows, cursor.position, count).map((position) => (
            <RecordRow
              key={position}
              position={position}
              top={position * ROW_HEIGHT + seen.offset}
              record={recordAt(position)}
              columns={columns}
              layout={layout}
              from={seen.columns.first}
              to={seen.columns.last}
              active={position === cursor.position ? cursor.column : null}
              editor={position === cursor.position ? editor : null}
              canEdit={canEdit}
            />
          ))}
        </tbody>
      </table>
      {noted && notedRecord && (
        <CellCallout
          scroller={scroller}
          record={notedRecord}
          columns={columns}
          column={noted.column}
          layout={layout}
          top={HEAD_HEIGHT + noted.position * ROW_HEIGHT + seen.offset}
        />
      )}
    </div>
  );
}

/** What is only flown over is not fetched. */
const REST_MS = 80;
const STRIDE = 20;

function useTelling(rows: Range, onSight: (rows: Range) => void): void {
  const first = Math.max(rows.first - (rows.first % STRIDE), 0);
  const last = rows.last + STRIDE - (rows.last % STRIDE);
  useEffect(() => {
    const timer = setTimeout(() => onSight({ first, last }), REST_MS);
    return () => clearTimeout(timer);
  }, [first, last, onSight]);
}

/** Those in sight, and the one that keys act on wherever it is, so that the focus is never lost. */
function drawnPositions({ first, last }: Range, cursor: number, count: number): number[] {
  const drawn = Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => first + index);
  if (cursor >= count || (cursor >= first && cursor <= last)) return drawn;
  return cursor < first ? [cursor, ...drawn] : [...drawn, cursor];
}
