import { expect, it } from "vitest";
import { pastedFiles } from "./pasted";

function clipboard(words: string, files: File[] = []): DataTransfer {
  return { files: files as unknown as FileList, getData: () => words } as unknown as DataTransfer;
}

it("takes a pasted file as it is", () => {
  const file = new File(["a"], "a.csv");
  expect(pastedFiles(clipboard("", [file]))).toEqual([file]);
});

it("makes a file of cells copied from a spreadsheet", () => {
  const [file] = pastedFiles(clipboard("id\tname\n1\tAda"));
  expect(file?.name).toBe("pasted cells.tsv");
  expect(file?.size).toBe("id,name,1,Ada".length);
});

it.each([
  ['{"id": 1}\n{"id": 2}\n', "pasted cells.jsonl"],
  ['[\n  {"id": 1}\n]', "pasted cells.json"],
  ["id,name\n1,Ada", "pasted cells.csv"],
])("names what was pasted by what it is: %j", (words, name) => {
  expect(pastedFiles(clipboard(words))[0]?.name).toBe(name);
});

it("takes a workbook pasted as a file as it is", () => {
  const book = new File(["PK"], "book.xlsx");
  expect(pastedFiles(clipboard("", [book]))).toEqual([book]);
});

it("leaves a pasted word alone", () => {
  expect(pastedFiles(clipboard("hello"))).toEqual([]);
  expect(pastedFiles(null)).toEqual([]);
});
