import { Link } from "@tanstack/react-router";
import type { CSSProperties, MouseEvent } from "react";
import type { Field } from "@/api/gen/types.gen";
import { text } from "@/text/text";
import { rowWord, withWords } from "./dataset-address";
import { alignment, cellText } from "./grid-columns";
import type { RowSearch } from "./row-query";
import classes from "./rows-grid.module.css";
import type { Row } from "./use-rows";

interface Props {
  row: Row;
  fields: Field[];
  position: number;
  style: CSSProperties;
  search: RowSearch;
  isReached: boolean;
  onReach: (position: number) => void;
}

/** One row; its number leads to where it comes from. */
export function GridRow({ row, fields, position, style, search, isReached, onReach }: Props) {
  const word = row._import && row._row ? rowWord({ importId: row._import, row: row._row }) : undefined;
  return (
    <tr
      aria-rowindex={position + 2}
      data-position={position}
      data-open={(word && word === search.row) || undefined}
      className={classes.row}
      style={style}
      onClick={openByLink}
    >
      <td className={classes.source}>
        {word ? (
          <Link
            to="."
            search={withWords(search, { row: word })}
            resetScroll={false}
            preload={false}
            tabIndex={isReached ? 0 : -1}
            aria-label={text.rowsGrid.whereFrom(row._row ?? 0)}
            onFocus={() => onReach(position)}
          >
            {row._row}
          </Link>
        ) : (
          row._row
        )}
      </td>
      {fields.map((field) => (
        <Cell key={field.name} field={field} value={row[field.name]} />
      ))}
    </tr>
  );
}

/** A click anywhere on the row does what its link does by keyboard, unless a part of it was being selected to be copied. */
function openByLink(event: MouseEvent<HTMLTableRowElement>) {
  const link = event.currentTarget.querySelector("a");
  const isSelecting = window.getSelection()?.type === "Range";
  if (link && !isSelecting && !link.contains(event.target as Node)) link.click();
}

function Cell({ field, value }: { field: Field; value: unknown }) {
  const written = cellText(value);
  return (
    <td className={classes.cell} data-align={alignment(field)} title={written ?? undefined}>
      {written ?? (
        <span className={classes.none} title={text.rowsGrid.null}>
          –
        </span>
      )}
    </td>
  );
}
