import { expect, it } from "vitest";
import { type EventRow, NO_EVENT, withEventsAdded, withEventsAt } from "./events";

const row = (key: number, unit: string): EventRow => ({ ...NO_EVENT, key, unit });
const written = (unit: string) => ({ ...NO_EVENT, unit });
const units = (rows: EventRow[]) => rows.map(({ unit }) => unit);

it("puts events in where they are pasted, over a blank row only", () => {
  const rows = [row(0, "a"), row(1, ""), row(2, "c")];
  expect(units(withEventsAt(rows, 1, [written("x"), written("y")]))).toEqual(["a", "x", "y", "c"]);
  expect(units(withEventsAt(rows, 2, [written("x")]))).toEqual(["a", "", "x", "c"]);
});

it("adds events behind the written ones, each with a key of its own", () => {
  const rows = withEventsAdded([row(4, "a"), row(5, "")], [written("x"), written("y")]);
  expect(units(rows)).toEqual(["a", "x", "y"]);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
});
