import { expect, it } from "vitest";
import { everyWord, known, parseSearch, stringifySearch } from "./search";

it("writes an address as plain words and reads the same back", () => {
  const search = { status: "failed", search: "100% of a+b & c", n: "007" };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

it("leaves out what is empty", () => {
  expect(stringifySearch({ status: "", search: undefined })).toBe("");
  expect(parseSearch("?status=&search=x")).toEqual({ search: "x" });
});

it("keeps what a page knows", () => {
  expect(known("status")({ status: "failed", other: "x" })).toEqual({ status: "failed" });
  expect(everyWord({ "f.name": "x", odd: 3 })).toEqual({ "f.name": "x" });
});
