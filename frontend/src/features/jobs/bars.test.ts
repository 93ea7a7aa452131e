import { expect, it } from "vitest";
import { bars, LEAST } from "./bars";

it("are as high as their figures, the highest as high as the box", () => {
  const [none, half, most] = bars([0, 2, 4], 90, 40);
  expect(none).toMatchObject({ x: 0, y: 40 - LEAST, height: LEAST });
  expect(half).toMatchObject({ x: 30, y: 20, height: 20 });
  expect(most).toMatchObject({ x: 60, y: 0, height: 40 });
});

it("show that something was done beside much more", () => {
  expect(bars([1, 1000], 90, 40)[0]?.height).toBeGreaterThan(LEAST);
});

it("are there when nothing was done, and none when nothing is known", () => {
  expect(bars([0, 0], 90, 40).every(({ height }) => height === LEAST)).toBe(true);
  expect(bars([], 90, 40)).toEqual([]);
});
