import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { sentenceOf } from "@/api/problem";
import type { ImportRecord, RecordPage } from "@/api/records";
import { type RecordPages, useRecordPages } from "@/api/use-record-pages";
import { text } from "@/text/text";
import { at, type Cursor, START, within } from "./cursor";
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
  /** Goes to the nearest fault, in a direction. */
  goToFault: (way: 1 | -1, focus: boolean) => void;
  /** Goes to a record, wherever it is. */
  goToRow: (row: number, column: number) => void;
  /** Why it could not go where it was asked to. */
  said: string;
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
  const [placed, setCursor] = useState<Cursor>(START);
  const [said, setSaid] = useState("");
  const pages = useRecordPages(id, query, sight.first, sight.last);
  const cursor = useMemo(() => within(placed, pages.count), [placed, pages.count]);
  const edits = useEdits(id, pages.reload);
  const { columns } = pages;

  function recordAt(position: number): ImportRecord | undefined {
    const record = pages.at(position);
    return record && columns && edits.shown(record, columns);
  }

  /** Moves the cursor; what was found to be no place to go to is said. */
  async function go(find: () => Promise<Cursor | null>) {
    setSaid("");
    try {
      const found = await find();
      if (found) setCursor(found);
    } catch (error) {
      setSaid(sentenceOf(error));
    }
  }

  const rowAt = async (row: number, toColumn: number, focus: boolean) =>
    at({ position: await positionOf(id, query, row), column: toColumn }, focus);

  async function nextFault(way: 1 | -1, focus: boolean): Promise<Cursor | null> {
    const record = recordAt(cursor.position);
    if (!record) return null;
    const shown = (page: RecordPage) => ({
      ...page,
      results: page.results.map((found) => edits.shown(found, page.columns)),
    });
    // before anything was looked at, the first cell may be the one
    const place = cursor === START ? { position: 0, column: -2 } : cursor;
    const found = await faultFrom(id, query, { record, place }, way, shown);
    if (!found) {
      setSaid(noFaultWords(code, edits.summary?.open ?? 0));
      return null;
    }
    if (isOfFaulty(query)) return at(found, focus);
    // all records stand in their order
    if (outcome === undefined && !edited) return at({ ...found, position: found.row - 1 }, focus);
    onSearch({ ...withGroup(search, null), row: String(found.row) });
    return null;
  }

  useRowInAddress({
    query: JSON.stringify(query),
    row: search.row,
    record: cursor === START ? undefined : recordAt(cursor.position),
    onArrive: (row) => void go(() => rowAt(row, 0, false)),
    onLeave: () => setCursor(START),
    onRow: (row) => onSearch({ ...search, row }),
  });

  return {
    pages,
    edits,
    cursor,
    setCursor,
    onSight: setSight,
    recordAt,
    goToFault: (way, focus) => void go(() => nextFault(way, focus)),
    goToRow: (row, toColumn) => void go(() => rowAt(row, toColumn, true)),
    said,
  };
}

/** Faults that an edit brought in are not among the records that the check refused. */
function noFaultWords(code: string | undefined, open: number): string {
  if (code) return text.review.noFaultOfKind;
  return open > 0 ? text.review.faultsByHand : text.review.noFaultLeft;
}

interface RowInAddress {
  query: string;
  row: string | undefined;
  record: ImportRecord | undefined;
  onArrive: (row: number) => void;
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
    if (Number.isInteger(number) && number > 0) onArrive(number);
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
