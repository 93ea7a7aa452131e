import type { ImportRecord, RecordColumn, RecordPage } from "@/api/records";
import type { Place } from "./grid-keys";
import { isOpen } from "./record-edits";

export type FaultPlace = Place & { row: number };

/** The column of the next fault of one record in a direction; null when there is none. A record that cannot be read is one fault. */
export function faultColumn(
  record: ImportRecord,
  columns: readonly RecordColumn[],
  after: number | null,
  way: 1 | -1,
): number | null {
  if (!isOpen(record)) return null;
  const faulty = record.fault
    ? [0]
    : [...new Set(record.faults.map(({ column }) => columns.findIndex(({ label }) => label === column)))]
        // a fault of the whole record stands at its head
        .sort((one, other) => one - other);
  const beyond =
    after === null ? faulty : faulty.filter((column) => (way === 1 ? column > after : column < after));
  return (way === 1 ? beyond[0] : beyond.at(-1)) ?? null;
}

/**
 * The nearest fault before or after a position, page by page, and from the other end once the end is reached.
 * `read` gives the page that begins at an offset.
 */
export async function nearestFault(
  read: (offset: number) => Promise<RecordPage>,
  from: Place,
  way: 1 | -1,
  pageSize: number,
): Promise<FaultPlace | null> {
  const startPage = Math.floor(from.position / pageSize);
  let pages = 1;
  for (let passed = 0; passed <= pages; passed += 1) {
    const number = (((startPage + passed * way) % pages) + pages) % pages;
    const page = await read((passed === 0 ? startPage : number) * pageSize);
    pages = Math.max(Math.ceil(page.count / pageSize), 1);
    const found = inPage(page, from, way, passed);
    if (found) return found;
  }
  return null;
}

/** The first page is read from the place on, and at the end, having gone round, up to it. */
function inPage(page: RecordPage, from: Place, way: 1 | -1, passed: number): FaultPlace | null {
  const positions = page.results.map((_, index) => page.offset + index);
  for (const position of way === 1 ? positions : positions.reverse()) {
    const ahead = (position - from.position) * way;
    if (passed === 0 && ahead < 0) continue;
    const record = page.results[position - page.offset];
    if (!record) continue;
    const after = passed === 0 && ahead === 0 ? from.column : null;
    const column = faultColumn(record, page.columns, after, way);
    if (column !== null) return { position, column, row: record.row };
  }
  return null;
}
