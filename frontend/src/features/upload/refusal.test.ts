import { expect, it } from "vitest";
import { refusal } from "./refusal";

const LIMIT = 2 * 1024 ** 3;
const CHOOSE =
  "Choose one that ends in .csv, .tsv, .txt, .xlsx, .xls, .jsonl, .ndjson, .json, .gz, .zst, .zip.";

it.each([
  [
    "a picture",
    [{ name: "cat.png", size: 10 }],
    `cat.png is not a kind of file that can be imported. ${CHOOSE}`,
  ],
  [
    "a name without an ending",
    [{ name: "export", size: 10 }],
    `export is not a kind of file that can be imported. ${CHOOSE}`,
  ],
  [
    "a document of another kind in Office's own form",
    [{ name: "letter.docx", size: 10 }],
    `letter.docx is not a kind of file that can be imported. ${CHOOSE}`,
  ],
  ["an empty file", [{ name: "a.csv", size: 0 }], "a.csv is empty: there is nothing in it to import."],
  ["a file over the limit", [{ name: "a.csv", size: LIMIT + 1 }], "a.csv is 2 GB. The limit is 2 GB."],
  [
    "several files",
    [
      { name: "a.csv", size: 1 },
      { name: "b.csv", size: 1 },
    ],
    "2 files were given. Import one file at a time.",
  ],
])("refuses %s before a byte travels", (_, files, why) => expect(refusal(files, LIMIT)).toBe(why));

it.each([
  ["A.CSV"], // other systems shout
  ["b.tsv"],
  ["c.txt"],
  ["book.xlsx"],
  ["old.xls"],
  ["log.jsonl"],
  ["log.ndjson"],
  ["rows.json"],
  ["d.csv.gz"], // whatever is inside, the server looks
  ["e.tsv.zst"],
  ["f.zip"],
])("takes %s", (name) => expect(refusal([{ name, size: 1 }], LIMIT)).toBeNull());

it("takes a file at the limit, and any size while the limit is not known", () => {
  expect(refusal([{ name: "a.csv", size: LIMIT }], LIMIT)).toBeNull();
  expect(refusal([{ name: "a.csv", size: LIMIT * 9 }], undefined)).toBeNull();
});
