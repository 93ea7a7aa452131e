import { get } from "@/api/http";
import { type ImportRecord, type RecordPage, type RecordQuery, recordsPath } from "@/api/records";
import { type FaultPlace, nearestFault } from "./fault-search";
import type { Place } from "./grid-keys";

const PAGE = 200;

/** Where a record stands among those of a query. */
export async function positionOf(id: string, query: RecordQuery, row: number): Promise<number> {
  const page = await around(id, query, row);
  const index = page.results.findIndex((record) => record.row >= row);
  return page.offset + Math.max(index, 0);
}

/** The fault nearest to a cell in one direction, among the faulty records of a query; its position is among these. */
export async function faultFrom(
  id: string,
  query: RecordQuery,
  from: { record: ImportRecord; place: Place },
  way: 1 | -1,
  shown: (page: RecordPage) => RecordPage,
): Promise<FaultPlace | null> {
  const { record, place } = from;
  const start = isOfFaulty(query) ? place : await placeAmongFaulty(id, record, place);
  const faulty = isOfFaulty(query) ? query : FAULTY;
  const read = (offset: number) =>
    get<RecordPage>(recordsPath(id, faulty, { offset, limit: PAGE })).then(shown);
  return nearestFault(read, start, way, PAGE);
}

/** Whether a query gives only records that the check refused. */
export function isOfFaulty({ outcome, code, edited }: RecordQuery): boolean {
  return !edited && (outcome === "failed" || code !== undefined);
}

const FAULTY: RecordQuery = { outcome: "failed" };

async function placeAmongFaulty(id: string, { row }: ImportRecord, { column }: Place): Promise<Place> {
  const page = await around(id, FAULTY, row);
  const index = page.results.findIndex((record) => record.row >= row);
  const position = page.offset + (index < 0 ? page.results.length : index);
  // a record between two faulty ones stands before the first cell of the later
  return { position, column: page.results[index]?.row === row ? column : BEFORE };
}

const BEFORE = -2;

function around(id: string, query: RecordQuery, row: number): Promise<RecordPage> {
  return get<RecordPage>(recordsPath(id, query, { around: row, limit: PAGE }));
}
