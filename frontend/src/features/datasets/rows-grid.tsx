import { type ColumnDef, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { Field } from "@/api/gen/types.gen";
import type { Pages } from "@/api/use-pages";
import { text } from "@/text/text";
import { gridLayout } from "./grid-columns";
import { GridHeader } from "./grid-header";
import { GridRow } from "./grid-row";
import type { RowSearch } from "./row-query";
import classes from "./rows-grid.module.css";
import { useRowCursor } from "./use-row-cursor";
import type { Row } from "./use-rows";

const ROW_HEIGHT = 38;
/** Pixels that the heads of the columns take. */
const HEAD_HEIGHT = 81;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 40;

const features = tableFeatures({});
const NO_ROWS: Row[] = [];

interface Props {
  label: string;
  fields: Field[];
  pages: Pages<Row>;
  search: RowSearch;
  onSearch: (search: RowSearch) => void;
}

/** The rows of a dataset: only those in sight are drawn, and more are fetched as the end comes near. */
export function RowsGrid({ label, fields, pages, search, onSearch }: Props) {
  const scroller = useRef<HTMLElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const columns = useMemo(() => fields.map(columnOf), [fields]);
  const layout = useMemo(() => gridLayout(fields), [fields]);
  const table = useTable({ features, columns, data: pages.rows ?? NO_ROWS });
  const { rows } = table.getRowModel();
  const cursor = useRowCursor(rows.length, body, (position) => virtualizer.scrollToIndex(position));
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    rangeExtractor: cursor.extract,
    // what sticks above the rows lies over the topmost of them
    scrollPaddingStart: HEAD_HEIGHT,
  });
  useEndless(pages, virtualizer.range?.endIndex ?? 0);

  return (
    <section
      ref={scroller}
      className={classes.scroller}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      data-stale={pages.isChanging || undefined}
    >
      <table
        aria-label={label}
        aria-rowcount={pages.hasMore ? -1 : rows.length + 1}
        className={classes.table}
        style={{ minWidth: layout.width }}
      >
        <thead className={classes.header}>
          <tr aria-rowindex={1} className={classes.row} style={{ gridTemplateColumns: layout.columns }}>
            <th scope="col" className={classes.head}>
              <span className={classes.rowTitle}>{text.rowsGrid.row}</span>
            </th>
            {fields.map((field) => (
              <GridHeader key={field.name} field={field} search={search} onSearch={onSearch} />
            ))}
          </tr>
        </thead>
        <tbody
          ref={body}
          className={classes.body}
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={(event) =>
            cursor.press(event, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 3)
          }
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return (
              row && (
                <GridRow
                  key={row.id}
                  row={row.original}
                  fields={fields}
                  position={index}
                  style={{
                    gridTemplateColumns: layout.columns,
                    transform: `translateY(${start}px)`,
                    height: ROW_HEIGHT,
                  }}
                  search={search}
                  isReached={index === cursor.position}
                  onReach={cursor.put}
                />
              )
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function columnOf(field: Field): ColumnDef<typeof features, Row> {
  return { id: field.name, accessorFn: (row) => row[field.name] };
}

/** Asks for the next page when the last drawn row comes near the end of what is known. */
function useEndless(pages: Pages<Row>, lastVisible: number) {
  const { hasMore, isLoadingMore, isChanging, loadMore } = pages;
  const known = pages.rows?.length ?? 0;
  const wanted = hasMore && !isLoadingMore && !isChanging && known > 0 && lastVisible >= known - AHEAD;
  // biome-ignore lint/correctness/useExhaustiveDependencies: loadMore is new on every render and does the same
  useEffect(() => {
    if (wanted) loadMore();
  }, [wanted, known]);
}
