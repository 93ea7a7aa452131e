import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { text } from "@/text/text";
import type { PlacedErrors } from "./event-errors";
import { columnName, EventLine } from "./event-line";
import classes from "./event-lines.module.css";
import { CELLS, type Cell, type EventRow } from "./events";

/** Pixels that a line without errors takes; the others are measured. */
const LINE_HEIGHT = 46;
const HEAD_HEIGHT = 34;

export interface Place {
  key: number;
  cell: Cell;
}

interface Props {
  rows: EventRow[];
  errors: PlacedErrors;
  /** Where the focus is to go, once that is drawn. */
  wanted: Place | undefined;
  onWant: (place: Place | undefined) => void;
  onWrite: (key: number, cell: Cell, value: string) => void;
  onRemove: (key: number) => void;
  /** Down from the last line. */
  onAdd: () => void;
  /** Something was pasted into a cell; true when it was taken. */
  onPaste: (words: string, position: number, cell: Cell) => boolean;
}

/** Events to write in: however many they are, only those in sight are drawn. */
export function EventLines({ rows, errors, wanted, onWant, onAdd, onPaste, ...acts }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<number>();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: () => LINE_HEIGHT,
    overscan: 8,
    // what is written in stays, wherever one scrolls
    rangeExtractor: (range) => withPlace(range, focused),
    scrollPaddingStart: HEAD_HEIGHT,
  });

  function show(place: Place | undefined): void {
    const position = rows.findIndex(({ key }) => key === place?.key);
    if (place === undefined || position < 0) return;
    const input = inputAt(scroller.current, place);
    if (!input) {
      virtualizer.scrollToIndex(position, { align: "center" });
    } else {
      input.focus({ preventScroll: true });
      input.scrollIntoView({ block: "nearest" });
      onWant(undefined);
    }
  }

  // after each draw: the line that is wanted may be there only now
  useEffect(() => show(wanted));

  function placeOf(target: EventTarget): { position: number; cell: Cell } | undefined {
    const { cell, row } = (target as HTMLElement).dataset;
    const position = rows.findIndex(({ key }) => String(key) === row);
    const known = CELLS.find((name) => name === cell);
    return position < 0 || !known ? undefined : { position, cell: known };
  }

  function press(event: KeyboardEvent): void {
    const place = placeOf(event.target);
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    // a key that chooses among the signs of an input method
    if (!place || !step || event.nativeEvent.isComposing) return;
    event.preventDefault();
    const next = rows[place.position + step];
    if (next) onWant({ key: next.key, cell: place.cell });
    else if (event.key === "Enter") onAdd();
  }

  function paste(event: ClipboardEvent): void {
    const place = placeOf(event.target);
    const words = event.clipboardData.getData("text/plain");
    if (place && onPaste(words, place.position, place.cell)) event.preventDefault();
  }

  return (
    <div ref={scroller} className={classes.scroller}>
      <div className={classes.head} aria-hidden>
        <span />
        {CELLS.map((cell) => (
          <span key={cell} data-cell={cell}>
            {columnName(cell)}
          </span>
        ))}
      </div>
      <ol
        className={classes.lines}
        aria-label={text.newReport.events}
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={press}
        onPaste={paste}
        onFocus={(event) => setFocused(placeOf(event.target)?.position)}
        onBlur={() => setFocused(undefined)}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <EventLine
                key={row.key}
                ref={virtualizer.measureElement}
                row={row}
                position={index}
                count={rows.length}
                errors={errors}
                style={{ transform: `translateY(${start}px)` }}
                onWrite={(cell, value) => acts.onWrite(row.key, cell, value)}
                onRemove={() => acts.onRemove(row.key)}
              />
            )
          );
        })}
      </ol>
    </div>
  );
}

function withPlace(range: Range, place: number | undefined): number[] {
  const drawn = defaultRangeExtractor(range);
  if (place === undefined || place >= range.count || drawn.includes(place)) return drawn;
  return [...drawn, place].sort((one, other) => one - other);
}

function inputAt(within: HTMLElement | null, { key, cell }: Place): HTMLInputElement | null {
  return within?.querySelector<HTMLInputElement>(`[data-row="${key}"][data-cell="${cell}"]`) ?? null;
}
