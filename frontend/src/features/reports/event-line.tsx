import { IconX } from "@tabler/icons-react";
import { type CSSProperties, type Ref, useId } from "react";
import { text } from "@/text/text";
import { cellId, type PlacedErrors } from "./event-errors";
import classes from "./event-lines.module.css";
import { CELLS, type Cell, type EventRow } from "./events";

interface Props {
  row: EventRow;
  position: number;
  count: number;
  errors: PlacedErrors;
  style: CSSProperties;
  ref: Ref<HTMLLIElement>;
  onWrite: (cell: Cell, value: string) => void;
  onRemove: () => void;
}

/** The columns as their head names them. */
export function columnName(cell: Cell): string {
  const { unit, type, createdTime } = text.newReport;
  return { unit, type, created_time: createdTime }[cell];
}

const PLACEHOLDERS: Record<Cell, string> = {
  unit: "17",
  type: "submission",
  created_time: "2024-07-21 03:04:55",
};

/** One event: its cells, what is wrong with them, and a button that takes it out. */
export function EventLine({ row, position, count, errors, style, ref, onWrite, onRemove }: Props) {
  const id = useId();
  const words = text.newReport;
  const number = position + 1;
  return (
    <li
      ref={ref}
      className={classes.line}
      style={style}
      data-index={position}
      aria-setsize={count}
      aria-posinset={number}
      aria-label={words.eventNumber(number)}
    >
      <div className={classes.cells}>
        <span className={classes.number} aria-hidden>
          {number}
        </span>
        {CELLS.map((cell) => {
          const error = errors.cells.get(cellId(row.key, cell));
          return (
            <input
              key={cell}
              className={classes.cell}
              data-cell={cell}
              data-row={row.key}
              aria-label={words.cells[cell](number)}
              aria-invalid={error ? true : undefined}
              aria-describedby={error ? `${id}-${cell}` : undefined}
              placeholder={PLACEHOLDERS[cell]}
              autoComplete="off"
              spellCheck={false}
              value={row[cell]}
              onChange={(event) => onWrite(cell, event.currentTarget.value)}
            />
          );
        })}
        <button type="button" className={classes.remove} aria-label={words.remove(number)} onClick={onRemove}>
          <IconX size={16} stroke={1.8} aria-hidden />
        </button>
      </div>
      {CELLS.map((cell) => {
        const error = errors.cells.get(cellId(row.key, cell));
        return (
          error && (
            <p key={cell} className={classes.error}>
              <b>{columnName(cell)}</b>{" "}
              <span id={`${id}-${cell}`} lang="en">
                {error}
              </span>
            </p>
          )
        );
      })}
    </li>
  );
}
