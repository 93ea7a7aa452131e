import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type WatchedLine, watchedLine } from "./watched-line";

let told: string[];
let line: WatchedLine;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  line = watchedLine(
    () => told.push("dead"),
    () => told.push("alive"),
  );
  line.watch();
});

afterEach(() => line.letGo());

function browserGoes(what: "offline" | "online") {
  window.dispatchEvent(new Event(what));
}

it("is dead as soon as the browser says so, and tried when it is back", () => {
  line.moved(true);
  browserGoes("offline");
  browserGoes("offline");
  expect(told).toEqual(["dead"]);
  browserGoes("online");
  expect(told).toEqual(["dead", "alive"]);
});

it("is taken for dead when nothing moves, and tried at once", () => {
  line.moved(true);
  vi.advanceTimersByTime(29_000);
  line.moved(true);
  vi.advanceTimersByTime(29_000);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(2000);
  expect(told).toEqual(["dead", "alive"]);
});

it("may be still once all is sent, while it is known to be broken, and after it was let go", () => {
  line.moved(false);
  vi.advanceTimersByTime(60_000);
  line.moved(true);
  line.broke();
  vi.advanceTimersByTime(60_000);
  line.moved(true);
  line.letGo();
  vi.advanceTimersByTime(60_000);
  browserGoes("offline");
  expect(told).toEqual([]);
});

it("is tried before its time when the browser is back", () => {
  line.broke();
  browserGoes("online");
  browserGoes("online");
  expect(told).toEqual(["alive"]);
});
