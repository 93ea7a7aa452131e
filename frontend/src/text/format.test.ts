import { describe, expect, it } from "vitest";
import { ago, bytes, count, duration, percent, rate } from "./format";

describe("numbers", () => {
  it("has thousands separators", () => expect(count(1_234_567)).toBe("1,234,567"));

  it("gives a rate three figures", () => {
    expect(rate(381_244)).toBe("381,000");
    expect(rate(1234.5)).toBe("1,230");
  });

  it.each([
    [0.999, "99%"], // 100% is said only when it is so
    [1, "100%"],
    [0, "0%"],
  ])("says %d as %s", (share, said) => expect(percent(share)).toBe(said));
});

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1536, "1.5 KB"],
    [88_992_196, "84.9 MB"],
    [2 * 1024 ** 3, "2 GB"],
    [150 * 1024 ** 2, "150 MB"], // no decimal past three figures
  ])("says %d as %s", (size, said) => expect(bytes(size)).toBe(said));
});

describe("duration", () => {
  it.each([
    [0.84, "0.8 s"],
    [0.04, "< 0.1 s"], // never nothing
    [12.4, "12 s"],
    [60, "1 min"],
    [125, "2 min 5 s"],
    [3780, "1 h 3 min"],
    [-1, "0 s"], // a clock that runs behind
  ])("says %d s as %s", (seconds, said) => expect(duration(seconds)).toBe(said));
});

describe("how long ago", () => {
  const now = Date.parse("2026-03-04T12:00:00Z");
  it.each([
    ["2026-03-04T11:59:50Z", "now"],
    ["2026-03-04T11:57:00Z", "3 minutes ago"],
    ["2026-03-04T09:00:00Z", "3 hours ago"],
    ["2026-03-03T09:00:00Z", "yesterday"],
    ["2026-02-03T09:00:00Z", "3 Feb 2026"],
  ])("says %s as %s", (then, said) => expect(ago(then, now)).toBe(said));
});
