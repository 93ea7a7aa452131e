import { expect, it } from "vitest";
import { linePoints, type Sample, speeds, withSample } from "./throughput";

function sampled(...done: [number, number][]): readonly Sample[] {
  return done.reduce<readonly Sample[]>((known, [at, rows]) => withSample(known, { at, done: rows }), []);
}

it("is rows per second between two looks", () => {
  expect(speeds(sampled([0, 0], [500, 1000], [1500, 2000]))).toEqual([2000, 1000]);
});

it("counts only looks that found the job further on", () => {
  expect(sampled([0, 100], [250, 100], [500, 200])).toHaveLength(2);
});

it("begins anew where the job did", () => {
  expect(sampled([0, 0], [500, 1000], [900, 0])).toEqual([{ at: 900, done: 0 }]);
});

it("spans a long way with a bounded number of points, the latest among them", () => {
  const samples = sampled(...Array.from({ length: 1000 }, (_, n): [number, number] => [n * 100, n * 7]));
  expect(samples.length).toBeLessThan(100);
  expect(samples[0]).toEqual({ at: 0, done: 0 });
  expect(samples.at(-1)).toEqual({ at: 99_900, done: 6993 });
  // forgetting some does not bend the line
  expect(new Set(speeds(samples).map(Math.round))).toEqual(new Set([70]));
});

it("draws the highest figure at the top", () => {
  expect(linePoints([0, 10, 5], 100, 40)).toBe("0.0,40.0 50.0,0.0 100.0,20.0");
});
