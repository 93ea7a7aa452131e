import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { reviewOf } from "./review-support.ts";
import { expectSound } from "./sound.ts";
import { csrfHeader, csv, importFile, result, tabTo, unique } from "./support.ts";

// what is shown is read four times, light and dark, on a phone and on a desk
test.describe.configure({ timeout: 120_000 });

const FRUIT = csv(["code,fruit,weight", "007,apple,120", "008,banana,150", "009,cherry,8", "010,=1+1,11"]);

async function fruit(page: Page): Promise<string> {
  const name = unique("fruit");
  await importFile(page, `${name}.csv`, FRUIT);
  await expect(result(page)).toBeVisible();
  await page.goto(`/datasets/${name}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  return name;
}

/** The part of the editor that is about one column. */
function column(page: Page, name: string) {
  return page.getByRole("listitem").filter({ has: page.locator("code").getByText(name, { exact: true }) });
}

test("a rule is tightened, refused by stored rows, mended and applied", async ({ page }) => {
  const name = await fruit(page);
  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page).toHaveURL(/tab=schema/);
  await page.getByRole("link", { name: "Edit the schema" }).click();

  const weight = column(page, "weight");
  await weight.getByRole("button", { name: /^weight/ }).click();
  await weight.getByLabel("At least").fill("10");
  await weight.getByLabel("At most").fill("heavy");
  await page.getByRole("button", { name: "Check against the stored rows" }).click();
  // what the server has against it stands at its place, and has the focus
  await expect(weight.getByLabel("At most")).toBeFocused();
  await expect(weight).toContainText("is not a value of the type integer");
  await weight.getByLabel("At most").fill("");

  await page.getByRole("button", { name: "Check against the stored rows" }).click();
  await expect(page.getByText("Stored rows do not keep one of these rules").last()).toBeVisible();
  await expect(page).toHaveURL(/change=/);
  await page.getByRole("link", { name: "“8” in row 3" }).click();
  const drawer = page.getByRole("dialog", { name: "Where this row comes from" });
  await expect(drawer.getByRole("row", { name: /^fruit/ })).toContainText("cherry");
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await expectSound(page, "a refused schema");
  await page.setViewportSize({ width: 1280, height: 800 });

  // what was checked is on the server: it is there again after a reload
  await page.reload();
  await expect(page.getByText("Stored rows do not keep one of these rules").last()).toBeVisible();
  await weight.getByRole("button", { name: /^weight/ }).click();
  await expect(weight.getByLabel("At least")).toHaveValue("10");
  await weight.getByLabel("At least").fill("5");
  await page.getByRole("button", { name: "Check against the stored rows" }).click();
  await expect(page.getByText("All 4 rows keep these rules").last()).toBeVisible();
  await page.getByRole("button", { name: "Apply the change" }).click();
  const question = page.getByRole("dialog", { name: "Apply this change?" });
  await expect(question).toContainText('weight gets the rule minimum: "5".');
  await expect(question).toContainText("There is no undo for it");
  await question.getByRole("button", { name: "Apply", exact: true }).click();

  await expect(page.getByText("The schema has been changed")).toBeVisible();
  await expect(page.getByRole("row", { name: /^weight/ })).toContainText("at least 5");
  await expectSound(page, "an applied schema");
  const refused = unique("light");
  await importFile(page, `${refused}.csv`, csv(["code,fruit,weight", "011,plum,4"]), name);
  await expect(result(page)).toContainText("all 1 row left out");
});

test("what is written in the editor is not lost without being asked", async ({ page }) => {
  await fruit(page);
  await page.getByRole("tab", { name: "Schema" }).click();
  await page.getByRole("link", { name: "Edit the schema" }).click();
  await column(page, "fruit")
    .getByRole("button", { name: /^fruit/ })
    .click();
  await page.getByRole("checkbox", { name: "Required" }).check();
  const question = page.getByRole("dialog", { name: "Leave without these changes?" });
  await page.getByRole("link", { name: "Jobs" }).click();
  await question.getByRole("button", { name: "Stay here" }).click();
  await expect(page.getByRole("checkbox", { name: "Required" })).toBeChecked();
  await page.goBack();
  await question.getByRole("button", { name: "Leave them" }).click();
  await expect(page.getByRole("link", { name: "Edit the schema" })).toBeVisible();
});

test("a schema is changed by keyboard alone", async ({ page }) => {
  await fruit(page);
  await page.getByRole("tab", { name: "Rows" }).focus();
  await page.keyboard.press("ArrowRight");
  await tabTo(page, page.getByRole("link", { name: "Edit the schema" }));
  await page.keyboard.press("Enter");

  await tabTo(page, page.getByRole("button", { name: "Move fruit up" }));
  await page.keyboard.press("Enter");
  // it is at the top now, where it can only go down again
  await expect(page.getByRole("button", { name: "Move fruit down" })).toBeFocused();
  await expect(page.getByRole("listitem").locator("code").first()).toHaveText("fruit");

  await tabTo(page, page.getByRole("button", { name: "Add a column" }));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.type("grown");
  await tabTo(page, page.getByLabel("Type", { exact: true }));
  await page.keyboard.type("date");
  await tabTo(page, page.getByRole("checkbox", { name: "Unique" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Check against the stored rows" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("All 4 rows keep these rules").last()).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Apply 2 changes" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Apply", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row", { name: /^grown/ })).toContainText("unique");
  await expect(page.getByRole("row").nth(1)).toContainText("fruit");
});

test("rows are exported in every format, as they are filtered and sorted", async ({ page }) => {
  const name = await fruit(page);
  await page.goto(`/datasets/${name}?f.weight=>8&sort=-weight`);
  const download = async (format: RegExp) => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      (async () => {
        await page.getByRole("button", { name: "Export these rows" }).click();
        await page.getByRole("menuitem", { name: format }).click();
      })(),
    ]);
    return { as: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };
  const lines = ({ bytes }: { bytes: Buffer }) => bytes.toString("utf8").trim().split(/\r?\n/);

  const plain = await download(/^CSV(?! for)/);
  expect(plain.as).toBe(`${name}.csv`);
  expect(lines(plain)).toEqual(["code,fruit,weight", "008,banana,150", "007,apple,120", "010,=1+1,11"]);
  // a spreadsheet would reckon with =1+1
  expect(lines(await download(/^CSV for a spreadsheet/))[3]).toMatch(/^"?'?010,"?'=1\+1/);
  expect(lines(await download(/^JSON Lines/)).map((line) => JSON.parse(line).weight)).toEqual([150, 120, 11]);
  const sheet = await download(/^Excel/);
  expect([sheet.as, sheet.bytes.subarray(0, 2).toString()]).toEqual([`${name}.xlsx`, "PK"]);
  const parquet = await download(/^Parquet/);
  expect([parquet.as, parquet.bytes.subarray(0, 4).toString()]).toEqual([`${name}.parquet`, "PAR1"]);
});

test("a row says which file, line and person it comes from, and what it was before", async ({ page }) => {
  const rules = { code: {}, fruit: { title: "Fruit" }, weight: { type: "integer" } };
  const { dataset } = await reviewOf(page, "traced", csv(["code,Fruit,weight", "1,fig,1"]), rules);
  await importFile(
    page,
    "first.csv",
    csv(["code,Fruit,weight,inside", "1,apple,120,x", "2,plum,7,y"]),
    dataset,
  );
  await expect(result(page)).toBeVisible();
  const second = csv(["# late", "code,Fruit,weight", "2,plum,9"]);
  const file = { name: "second.csv", mimeType: "text/csv", buffer: second };
  const sent = await page.request.post("/api/imports/", {
    headers: await csrfHeader(page),
    multipart: { dataset, mode: "upsert", file },
  });
  expect(sent.status()).toBe(202);
  await page.goto((await sent.json()).links.self.replace("/api", "").replace(/\/$/, ""));
  await expect(result(page)).toContainText("1 updated");

  await page.goto(`/datasets/${dataset}?sort=code`);
  const grid = page.getByRole("region", { name: /^Rows of/ });
  await expect(grid.getByRole("cell", { name: "plum" })).toBeVisible();
  await tabTo(page, grid.getByRole("link").first());
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: "Where this row comes from" });
  await expect(drawer.getByRole("link", { name: "second.csv" })).toBeVisible();
  await expect(drawer.locator("dt", { hasText: "Line of the file" }).locator("+ dd")).toHaveText("3");
  await expect(drawer).toContainText("admin");
  await expect(drawer.getByRole("row", { name: /^weight/ })).toContainText("9");
  await expect(drawer.getByRole("link", { name: "Record 2 of first.csv" })).toBeVisible();
  await expect(drawer.getByText("7 → 9")).toBeVisible();
  await expectSound(page, "where a row comes from");

  // it has an address of its own
  await page.reload();
  await expect(drawer.getByText("7 → 9")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await expect(page).not.toHaveURL(/row=/);
  await page.getByRole("tab", { name: "Imports" }).click();
  const imports = page.getByRole("region", { name: "Imports", exact: true });
  await expect(imports.getByRole("link")).toHaveText(["second.csv", "first.csv"]);
  await expectSound(page, "what was imported into a dataset");
});

test("a dataset is made by hand, and is empty until a file is imported", async ({ page }) => {
  const name = unique("plants");
  await page.goto("/datasets");
  await page.getByRole("link", { name: "New dataset by hand" }).click();
  await page.getByLabel(/^Title of the dataset/).fill(name);
  await page.getByLabel("Name", { exact: true }).fill("Latin name");
  await page.getByRole("button", { name: "Make the dataset" }).click();
  await expect(page.getByText("A name starts with a lower-case letter")).toBeVisible();
  await expectSound(page, "a new dataset that was refused");
  await page.getByLabel("Name", { exact: true }).fill("latin_name");
  await page.getByRole("checkbox", { name: "Part of the key" }).check();
  await page.getByRole("button", { name: "Make the dataset" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(page.getByText("This dataset has no rows yet")).toBeVisible();
  await page.getByRole("tab", { name: "Imports" }).click();
  await expect(page.getByText("Nothing was imported into it yet")).toBeVisible();
  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page.getByRole("row", { name: /^latin_name/ })).toContainText("key");
});
