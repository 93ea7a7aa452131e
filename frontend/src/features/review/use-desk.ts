import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { ImportRecord, RecordPage } from "@/api/records";
import { type RecordPages, useRecordPages } from "@/api/use-record-pages";
import { at, type Cursor, START } from "./cursor";
import { faultFrom, isOfFaulty, positionOf } from "./fault-jump";
import { queryOf, type ReviewSearch, type Scope, withGroup } from "./review-search";
import type { Range } from "./row-window";
import { type Edits, useEdits } from "./use-edits";

export interface Desk {
  pages: RecordPages;
  edits: Edits;
  cursor: Cursor;
  setCursor: (cursor: Cursor) => void;
  onSight: (rows: Range) => void;
  recordAt: (position: number) => ImportRecord | undefined;
  /** Goes to the nearest fault; false when there is none. */
  goToFault: (way: 1 | -1, focus: boolean) => Promise<boolean>;
  /** Goes to a record, wherever it is. */
  goToRow: (row: number, column: number) => Promise<void>;
}

/** The records of an import laid out to be mended: which are shown, where the keys are, what has been changed. */
export function useDesk(
  id: string,
  scope: Scope,
  search: ReviewSearch,
  onSearch: (search: ReviewSearch) => void,
): Desk {
  const { outcome, code, column, edited } = queryOf(search, scope);
  const query = useMemo(() => ({ outcome, code, column, edited }), [outcome, code, column, edited]);
  const [sight, setSight] = useState<Range>({ first: 0, last: 0 });
  const [cursor, setCursor] = useState<Cursor>(START);
  const pages = useRecordPages(id, query, sight.first, sight.last);
  const edits = useEdits(id, pages.reload);
  const { columns } = pages;

  function recordAt(position: number): ImportRecord | undefined {
    const record = pages.at(position);
    return record && columns && edits.shown(record, columns);
  }

  async function goToRow(row: number, toColumn: number) {
    setCursor(at({ position: await positionOf(id, query, row), column: toColumn }));
  }

  async function goToFault(way: 1 | -1, focus: boolean): Promise<boolean> {
    const record = recordAt(cursor.position);
    if (!record) return false;
    const shown = (page: RecordPage) => ({
      ...page,
      results: page.results.map((found) => edits.shown(found, page.columns)),
    });
    // before anything was looked at, the first cell may be the one
    const place = cursor === START ? { position: 0, column: -2 } : cursor;
    const found = await faultFrom(id, query, { record, place }, way, shown);
    if (!found) return false;
    if (isOfFaulty(query)) setCursor(at(found, focus));
    // all records stand in their order
    else if (outcome === undefined && !edited) setCursor(at({ ...found, position: found.row - 1 }, focus));
    else onSearch({ ...withGroup(search, null), row: String(found.row) });
    return true;
  }

  useRowInAddress({
    query: JSON.stringify(query),
    row: search.row,
    record: cursor === START ? undefined : recordAt(cursor.position),
    onArrive: async (row) => setCursor(at({ position: await positionOf(id, query, row), column: 0 }, false)),
    onLeave: () => setCursor(START),
    onRow: (row) => onSearch({ ...search, row }),
  });

  return { pages, edits, cursor, setCursor, onSight: setSight, recordAt, goToFault, goToRow };
}

interface RowInAddress {
  query: string;
  row: string | undefined;
  record: ImportRecord | undefined;
  onArrive: (row: number) => Promise<void>;
  /** Other records are shown, and the address names none of them. */
  onLeave: () => void;
  onRow: (row: string) => void;
}

const PAUSE_MS = 400;

/** Goes to the record that the address names, and names there the one that is looked at. */
function useRowInAddress({ query, row, record, onArrive, onLeave, onRow }: RowInAddress): void {
  const seen = useRef<string | null>(null);
  const follow = useEffectEvent(() => {
    const isFirst = seen.current === null;
    seen.current = query;
    const number = Number(row);
    if (Number.isInteger(number) && number > 0) void onArrive(number);
    else if (!isFirst) onLeave();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: followed anew when other records are shown
  useEffect(() => follow(), [query]);

  const name = useEffectEvent((looked: string) => {
    if (looked !== row) onRow(looked);
  });
  const looked = record && String(record.row);
  useEffect(() => {
    if (looked === undefined) return;
    const timer = setTimeout(() => name(looked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [looked]);
}
