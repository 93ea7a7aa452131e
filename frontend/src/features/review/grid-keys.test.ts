import { expect, test } from "vitest";
import { gridAct, type Key, placeAfter } from "./grid-keys";

const press = (key: string, held: Partial<Key> = {}) =>
  gridAct({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

test.each<[string, Partial<Key>, ReturnType<typeof gridAct>]>([
  ["Enter", {}, { act: "edit", typed: null }],
  // typing replaces what stands there
  ["a", {}, { act: "edit", typed: "a" }],
  ["A", { shiftKey: true }, { act: "edit", typed: "A" }],
  ["Backspace", {}, { act: "edit", typed: "" }],
  ["Delete", {}, { act: "leave-out" }],
  ["F8", {}, { act: "fault", way: 1 }],
  ["F8", { shiftKey: true }, { act: "fault", way: -1 }],
  ["z", { ctrlKey: true }, { act: "undo" }],
  ["z", { metaKey: true }, { act: "undo" }],
  ["Z", { ctrlKey: true, shiftKey: true }, { act: "redo" }],
  ["y", { ctrlKey: true }, { act: "redo" }],
  // what the browser does with these stays the browser's
  ["c", { ctrlKey: true }, null],
  ["Tab", {}, null],
  ["F5", {}, null],
  ["ArrowLeft", { altKey: true }, null],
])("%s means what it says", (key, held, act) => {
  expect(press(key, held)).toEqual(act);
});

const size = { rows: 100_000, columns: 8, page: 14 };

test.each<[string, Partial<Key>, { position: number; column: number }]>([
  ["ArrowDown", {}, { position: 51, column: 3 }],
  ["ArrowLeft", {}, { position: 50, column: 2 }],
  ["PageDown", {}, { position: 64, column: 3 }],
  ["Home", {}, { position: 50, column: -1 }],
  ["End", {}, { position: 50, column: 7 }],
  ["Home", { ctrlKey: true }, { position: 0, column: -1 }],
  ["End", { ctrlKey: true }, { position: 99_999, column: 7 }],
  ["ArrowDown", { ctrlKey: true }, { position: 99_999, column: 3 }],
])("%s leads there", (key, held, place) => {
  const act = press(key, held);
  if (act?.act !== "move" && act?.act !== "go" && act?.act !== "page") throw new Error("not a move");
  expect(placeAfter(act, { position: 50, column: 3 }, size)).toEqual(place);
});

test("no move leaves the grid", () => {
  const up = { act: "move", rows: -1, columns: -1 } as const;
  expect(placeAfter(up, { position: 0, column: -1 }, size)).toEqual({ position: 0, column: -1 });
  const down = { act: "page", pages: 1 } as const;
  expect(placeAfter(down, { position: 99_995, column: 7 }, size)).toEqual({ position: 99_999, column: 7 });
});
