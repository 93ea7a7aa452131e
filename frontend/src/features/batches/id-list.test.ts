import { expect, it } from "vitest";
import { batchCount, readIds, shortList } from "./id-list";

it("reads numbers however they are divided", () => {
  expect(readIds(" 1, 2;3\n4\t5,,\n")).toEqual([1, 2, 3, 4, 5]);
  expect(readIds("")).toEqual([]);
});

it("leaves to the server what is no whole number, as it was written", () => {
  expect(readIds("1 two 3.5 -4 0x10 99999999999999999999 1e3")).toEqual([
    1,
    "two",
    "3.5",
    -4,
    "0x10",
    "99999999999999999999",
    "1e3",
  ]);
});

it("counts batches of three", () => {
  expect([0, 1, 3, 4, 10_000].map(batchCount)).toEqual([0, 1, 1, 2, 3334]);
});

it("writes a few ids", () => {
  expect(shortList([4, 5, 6])).toBe("4, 5, 6");
});
