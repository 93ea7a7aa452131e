import { expect, it } from "vitest";
import { readPasted, recordsOf } from "./event-paste";
import type { WrittenEvent } from "./events";

function event(unit: string, type = "", created_time = ""): WrittenEvent {
  return { unit, type, created_time };
}

const TIME = "2024-07-21 03:04:55";

it.each([
  [
    "cells of a spreadsheet",
    `17\tsubmission\t${TIME}\n18\thint\t`,
    [event("17", "submission", TIME), event("18", "hint")],
  ],
  [
    "with their header, in any order",
    `Created time\tType\tUnit\n${TIME}\thint\t17`,
    [event("17", "hint", TIME)],
  ],
  [
    "CSV, with quotes and Windows ends of line",
    `unit,type\r\n"a, ""b""",hint\r\n`,
    [event('a, "b"', "hint")],
  ],
  ["CSV with semicolons", `Pregunta;Fecha\n3;${TIME}`, [event("3", "", TIME)]],
  ["no header, the time first", `${TIME},17\n${TIME},18`, [event("17", "", TIME), event("18", "", TIME)]],
  ["one column of units", "1\n2\n\n1", [event("1"), event("2"), event("1")]],
  [
    "units that are words",
    "Loops\tsubmission\nTypes\thint",
    [event("Loops", "submission"), event("Types", "hint")],
  ],
  ["a unit's column that is called something else", `lesson\ttime\nA\t${TIME}`, [event("A", "", TIME)]],
  ["a byte order mark", "\uFEFFunit\n5", [event("5")]],
  ["a JSON list", `[{"unit": 17, "type": null, "created_time": "${TIME}"}]`, [event("17", "", TIME)]],
  ["one JSON event", '{"unit": "a"}', [event("a")]],
  ["JSON Lines", '{"unit": 1}\n\n{"unit": 2}\n', [event("1"), event("2")]],
  ["JSON with other names", '[{"question": 3, "timestamp": "2024-01-02"}]', [event("3", "", "2024-01-02")]],
])("reads %s", (_what, text, events) => {
  expect(readPasted(text)).toMatchObject({ found: "events", events });
});

it("reads a whole request, with whose it is", () => {
  const request = { student_id: "S-1", namespace: "calculus", events: [{ unit: 1 }] };
  expect(readPasted(JSON.stringify(request, null, 2))).toEqual({
    found: "events",
    events: [event("1")],
    about: { student_id: "S-1", namespace: "calculus" },
    ignored: [],
  });
});

it("says which columns it leaves out", () => {
  expect(readPasted("unit\tscore\tname\n1\t5\tAda")).toMatchObject({ ignored: ["score", "name"] });
  expect(readPasted('[{"unit": 1, "score": 5}, {"unit": 2, "score": 6}]')).toMatchObject({
    ignored: ["score"],
  });
});

it.each([
  ["2024-7-1 3:04", "2024-07-01 03:04"],
  ["2024/07/21 3:04:55", "2024-07-21 03:04:55"],
  ["2024-07-21T03:04:55.123Z", "2024-07-21T03:04:55.123Z"],
  ["2024-07-21 03:04:55+02:00", "2024-07-21 03:04:55+02:00"],
  ["2024-7-1", "2024-07-01"],
  // a day or a month first: left for a person to decide
  ["03/04/2024 10:00", "03/04/2024 10:00"],
  ["2024-02-30 10:00", "2024-02-30 10:00"],
])("brings the time %s into the form that the server reads", (pasted, written) => {
  expect(readPasted(`unit\ttime\n1\t${pasted}`)).toMatchObject({ events: [event("1", "", written)] });
});

it.each([
  ["", "nothing"],
  [" \n\t\n", "nothing"],
  ["unit\ttype", "nothing"],
  ["[]", "nothing"],
  ["[1, 2]", "nothing"],
  ['[{"unit": 1}', "broken-json"],
])("finds no events in %j", (text, found) => {
  expect(readPasted(text)).toEqual({ found });
});

it("keeps ends of line within quotes, and takes an open quote to the end", () => {
  expect(recordsOf('"a\nb",c\n"d', ",")).toEqual([["a\nb", "c"], ["d"]]);
});

it("reads 100,000 lines, and as many open quotes", () => {
  const lines = Array.from({ length: 100_000 }, (_, n) => `${n % 50}\tsubmission\t${TIME}`).join("\n");
  const read = readPasted(lines);
  expect(read.found === "events" && read.events).toHaveLength(100_000);
  expect(readPasted('"'.repeat(100_000)).found).toBe("events");
});
