import { expect, it } from "vitest";
import { missingColumns } from "./header-guess";

const WANTED = [{ name: "customer_id" }, { name: "email", title: "E-mail address", aliases: ["mail"] }];

function utf16(text: string, mark: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2 + 2);
  const view = new DataView(bytes.buffer);
  [...`${mark}${text}`].forEach((letter, at) => {
    view.setUint16(at * 2, letter.charCodeAt(0), true);
  });
  return bytes;
}

it.each([
  ["names the column that is not there", "a.csv", "customer_id,name\n1,Ada\n", ["E-mail address"]],
  ["knows a name whatever its case and signs", "a.csv", '"Customer ID";"E-Mail Address"\n', []],
  ["knows an alias", "a.tsv", "customer id\tMAIL\n", []],
  ["finds the header below a title", "a.txt", "Customers of May\n\ncustomer_id|mail\n1|x\n", []],
  ["names all of another file's", "a.csv", "x,y\n1,2\n", ["customer_id", "E-mail address"]],
  ["looks past the mark of UTF-8", "a.csv", "\ufeffcustomer_id,mail\n", []],
  ["cannot look into what is packed", "a.csv.gz", "\u001f\u008b", []],
  ["cannot look into a workbook", "a.xlsx", "PK", []],
])("%s", async (_, name, content, missing) => {
  expect(await missingColumns(new File([content], name), WANTED)).toEqual(missing);
});

it("reads UTF-16 by its mark", async () => {
  expect(await missingColumns(new File([utf16("customer_id,mail\n", "\ufeff")], "a.csv"), WANTED)).toEqual(
    [],
  );
});

it("asks nothing of a file that is for no dataset", async () => {
  expect(await missingColumns(new File(["a\n"], "a.csv"), [])).toEqual([]);
});
