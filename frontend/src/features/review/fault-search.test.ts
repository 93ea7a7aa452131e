import { expect, test } from "vitest";
import type { ImportRecord, RecordPage } from "@/api/records";
import { faultColumn, nearestFault } from "./fault-search";
import { badEmail, columns, faulty, record } from "./test-records";

const PAGE = 10;

/** A file of so many records with faults at some positions; each read is noted. */
function file(length: number, open: number[], part: Partial<ImportRecord> = {}) {
  const reads: number[] = [];
  const read = async (offset: number): Promise<RecordPage> => {
    reads.push(offset);
    const results = Array.from({ length: Math.min(PAGE, length - offset) }, (_, index) => {
      const row = offset + index + 1;
      return open.includes(row - 1) ? faulty({ row, ...part }) : record({ row });
    });
    return { count: length, offset, columns, results };
  };
  return { read, reads };
}

test.each<[1 | -1, number, number | null]>([
  // forwards from the head, then on to the next, then out of the record
  [1, -1, 0],
  [1, 0, 1],
  [1, 1, null],
  [-1, 2, 1],
  [-1, 0, null],
])("in one record, %i from column %i", (way, after, expected) => {
  const two = faulty({ faults: [badEmail, { ...badEmail, column: "id" }] });
  expect(faultColumn(two, columns, after, way)).toBe(expected);
});

test("a record that is left out has no fault to go to", () => {
  expect(faultColumn(faulty({ left_out: true }), columns, null, 1)).toBeNull();
});

test("the next fault is found on a page further on", async () => {
  const { read, reads } = file(50, [3, 34]);
  const found = await nearestFault(read, { position: 3, column: 1 }, 1, PAGE);
  expect(found).toEqual({ position: 34, column: 1, row: 35 });
  expect(reads).toEqual([0, 10, 20, 30]);
});

test("the fault before it is found backwards", async () => {
  const { read } = file(50, [3, 34]);
  expect(await nearestFault(read, { position: 34, column: 1 }, -1, PAGE)).toMatchObject({ position: 3 });
});

test.each<[1 | -1, number]>([
  // past the last one the first comes again
  [1, 3],
  [-1, 34],
])("it goes round at the end", async (way, expected) => {
  const { read } = file(45, [3, 34]);
  const from = { position: way === 1 ? 34 : 3, column: 1 };
  expect(await nearestFault(read, from, way, PAGE)).toMatchObject({ position: expected });
});

test("the only fault is found again from its own cell", async () => {
  const { read } = file(45, [20]);
  expect(await nearestFault(read, { position: 20, column: 1 }, 1, PAGE)).toMatchObject({ position: 20 });
});

test("without a fault every page is read once and the first twice", async () => {
  const { read, reads } = file(30, []);
  expect(await nearestFault(read, { position: 12, column: 0 }, 1, PAGE)).toBeNull();
  expect(reads).toEqual([10, 20, 0, 10]);
});
