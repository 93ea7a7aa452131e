import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectSound } from "./sound.ts";
import { csrfHeader, csv, inBooks, makeDataset, RULED, result } from "./support.ts";
import { corrected } from "./xlsx.ts";

const GOOD = 40;

/** 40 good rows and four faulty ones, the first of them on line 42. */
const FILE = csv([
  "code,email,born",
  ...Array.from({ length: GOOD }, (_, n) => `C${n},person${n}@example.org,1990-01-15`),
  "X1,ada.example.org,1990-01-15",
  "X2,bob@example.org,1990-13-01",
  "X3,carl@example.org,soon",
  "=X4,dora@example.org,later",
]);

async function rowsIn(page: Page, dataset: string): Promise<number> {
  return (await (await page.request.get(`/api/datasets/${dataset}/`)).json()).row_count;
}

/** A dataset with rules, and a file imported into it of which four rows were left out. */
async function partialImport(page: Page, stem: string): Promise<string> {
  const name = await makeDataset(page, stem, RULED);
  const accepted = await page.request.post("/api/imports/", {
    headers: await csrfHeader(page),
    multipart: { dataset: name, file: { name: "people.csv", mimeType: "text/csv", buffer: FILE } },
  });
  await page.goto(`/imports/${(await accepted.json()).id}`);
  await expect(result(page).getByRole("heading")).toHaveText("40 imported, 4 left out");
  await expect(result(page)).toHaveAttribute("data-tone", "partial");
  return name;
}

/** Writes another text into a cell of the grid, as one does in a spreadsheet. */
async function write(page: Page, from: string, to: string): Promise<void> {
  await cell(page, from).click();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(to);
  await page.keyboard.press("Enter");
  await expect(cell(page, to)).toBeVisible();
}

function cell(page: Page, text: string): Locator {
  return page.getByRole("grid").getByRole("gridcell").filter({ hasText: text });
}

/** Goes to another tab, which reads again what it shows when it is looked at. */
async function lookAt(page: Page, until: () => Promise<void>): Promise<void> {
  await page.bringToFront();
  await expect(async () => {
    // one who has just been there is passed over
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await until();
  }).toPass({ timeout: 30_000 });
}

async function rejects(page: Page, format: "csv" | "xlsx"): Promise<Buffer> {
  await result(page).getByRole("button", { name: "Download rejects" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: format === "csv" ? /^CSV The cells/ : /^Excel/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`people-rejects.${format}`);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function upload(page: Page, name: string, content: Buffer): Promise<void> {
  await result(page).getByRole("button", { name: "Upload the mended file" }).click();
  await page
    .getByTestId("mended-file-input")
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer: content });
}

test("rows that were left out are mended here and merged, until nothing is left out", async ({ page }) => {
  const dataset = await partialImport(page, "mended");
  await result(page).getByRole("link", { name: "Mend here" }).click();
  await expect(page).toHaveURL(/tab=mend/);
  await write(page, "ada.example.org", "ada@example.org");
  await write(page, "1990-13-01", "1990-12-01");

  // the edits are kept by the server
  await page.reload();
  await expect(cell(page, "ada@example.org")).toBeVisible();
  await page.getByRole("button", { name: "Merge 2 mended rows" }).click();
  await expect(result(page).getByRole("heading")).toHaveText("42 imported, 2 left out");
  await expect(result(page)).toContainText("Merged: 2 rows went in");
  expect(await rowsIn(page, dataset)).toBe(42);

  await page.reload();
  await expect(result(page)).toContainText("Merged: 2 rows went in");
  await expect(inBooks(page, "Left out")).toHaveText("2");
  await write(page, "soon", "1991-01-01");
  await write(page, "later", "1991-02-02");
  await page.getByRole("button", { name: "Merge 2 mended rows" }).click();
  await expect(result(page)).toHaveAttribute("data-tone", "good");
  await expect(result(page).getByRole("heading")).toHaveText("44 of 44 imported, 4 after mending");
  await expect(inBooks(page, "Left out")).toHaveText("0");
  await expect(page.getByRole("tab", { name: "Mend here" })).toBeHidden();
  expect(await rowsIn(page, dataset)).toBe(44);

  await result(page).getByRole("button", { name: "Undo" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo the import" }).click();
  await expect(result(page).getByRole("heading")).toHaveText("Undone: 44 rows removed");
  expect(await rowsIn(page, dataset)).toBe(0);
});

test("the corrected rejects come back as CSV and as a workbook", async ({ page }) => {
  const dataset = await partialImport(page, "returned");
  const asCsv = (await rejects(page, "csv")).toString();
  expect(asCsv.split("\n")[0]).toContain("_row,_line,_errors,code,email,born");
  await upload(
    page,
    "people-rejects.csv",
    Buffer.from(asCsv.replace("ada.example.org", "ada@example.org").replace(",soon", ",1991-01-01")),
  );
  await expect(result(page).getByRole("heading")).toHaveText("42 imported, 2 left out");
  await expect(result(page)).toContainText("Merged: 2 rows went in, 2 still have faults");

  const workbook = await rejects(page, "xlsx");
  await upload(
    page,
    "people-rejects.xlsx",
    corrected(workbook, ["1990-13-01", "1990-12-01"], ["later", "1991-02-02"]),
  );
  await expect(result(page).getByRole("heading")).toHaveText("44 of 44 imported, 4 after mending");
  await expect(result(page)).toHaveAttribute("data-tone", "good");
  const rows = await page.request.get(`/api/datasets/${dataset}/rows/?born=1991-02-02`);
  // what a spreadsheet would run is a plain text again
  expect((await rows.json()).results.map(({ code }: { code: string }) => code)).toEqual(["=X4"]);

  await result(page).getByRole("button", { name: "Undo" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo the import" }).click();
  await expect(result(page).getByRole("heading")).toHaveText("Undone: 44 rows removed");
});

test("a file that cannot be merged is refused with the reason, and the rows stay left out", async ({
  page,
}) => {
  await partialImport(page, "strange");
  await upload(page, "other.csv", csv(["code,email", "X1,ada@example.org"]));
  await expect(page.getByText(/_row/).last()).toBeVisible();
  await page.reload();
  await expect(result(page).getByRole("heading")).toHaveText("40 imported, 4 left out");
});

test("two tabs on one import: what is mended in one is merged from the other", async ({ page, context }) => {
  await partialImport(page, "tabs");
  await page.goto(`${page.url().split("?")[0]}?tab=mend`);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(cell(other, "soon")).toBeVisible();
  await write(page, "soon", "1991-01-01");

  const merge = other.getByRole("button", { name: "Merge 1 mended row" });
  await lookAt(other, () => expect(merge).toBeVisible({ timeout: 1_000 }));
  await expect(cell(other, "1991-01-01")).toBeVisible();
  await merge.click();
  await expect(result(other).getByRole("heading")).toHaveText("41 imported, 3 left out");

  await lookAt(page, () =>
    expect(result(page).getByRole("heading")).toHaveText("41 imported, 3 left out", { timeout: 1_000 }),
  );
  await expect(inBooks(page, "Left out")).toHaveText("3");
});

test("each number of the books opens its rows", async ({ page }) => {
  await partialImport(page, "books");
  await inBooks(page, "Left out").getByRole("link").click();
  await expect(page).toHaveURL(/tab=records&outcome=failed/);
  await expect(page.getByRole("region", { name: "Parts of this import" })).toBeFocused();
  await expect(cell(page, "ada.example.org")).toBeVisible();
  await expect(cell(page, "person0@example.org")).toBeHidden();

  await page.reload();
  await expect(cell(page, "ada.example.org")).toBeVisible();
  await page.getByRole("button", { name: "Inserted 40" }).click();
  await expect(cell(page, "person0@example.org")).toBeVisible();
  await expect(cell(page, "ada.example.org")).toBeHidden();
});

test("what is below the books, the rejects and the way back for them are sound", async ({ page }) => {
  test.slow();
  await partialImport(page, "sound");
  const address = page.url();
  for (const tab of ["records", "mend", "details", "timeline"]) {
    await page.goto(`${address}?tab=${tab}`);
    await expect(result(page)).toBeVisible();
    await page.waitForLoadState("networkidle");
    await expectSound(page, tab);
  }
  await result(page).getByRole("button", { name: "Download rejects" }).click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  await expectSound(page, "the files of the rejects");
  await page.keyboard.press("Escape");
  await result(page).getByRole("button", { name: "Upload the mended file" }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "browse" })).toBeVisible();
  await expectSound(page, "the way back");
  await page.goto("/imports?checks=shown&sort=-total_rows");
  await expect(page.getByRole("region", { name: "Imports" }).getByRole("row").nth(1)).toBeVisible();
  await expectSound(page, "history");
});
