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

it("leaves a pasted word alone", () => {
  expect(pastedFiles(clipboard("hello"))).toEqual([]);
  expect(pastedFiles(null)).toEqual([]);
});
