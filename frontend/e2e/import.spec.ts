import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { csv, dropFile, importFile, inBooks, people, result, startImport, tabTo, unique } from "./support.ts";

/** Enough rows that the import is still at work when the page looks at it. */
const MANY = 150_000;

test("a file is dropped, followed and ends as typed rows", async ({ page }) => {
  const name = unique("dropped");
  await page.goto("/");
  await dropFile(page, `${name}.csv`, people(MANY));
  await startImport(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${name}.csv`);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  const bar = page.getByRole("progressbar", { name: `Importing ${name}.csv` });
  await expect(bar).toHaveAttribute("aria-valuenow", /^[1-9]/);
  await expect(page.getByTestId("progress-words")).toHaveText(/Row [\d,]+ of 150,000/);

  await expect(result(page)).toHaveAttribute("data-tone", "good");
  await expect(result(page).getByRole("heading")).toHaveText("150,000 of 150,000 imported");
  await expect(inBooks(page, "Total")).toHaveText("150,000");
  await expect(inBooks(page, "Inserted")).toHaveText("150,000");
  await expect(inBooks(page, "Left out")).toHaveText("0");

  await result(page).getByRole("link", { name: "View rows" }).click();
  const grid = page.getByRole("region", { name: /^Rows of/ });
  await expect(grid.getByRole("cell", { name: "P0000000" })).toBeVisible();
  await grid.evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
  await expect(page.getByText("first 400 rows, more as you scroll")).toBeVisible();
});

test("faults are listed by line, filtered, downloaded, mended and imported again", async ({ page }) => {
  const first = unique("shop");
  await importFile(
    page,
    `${first}.csv`,
    csv(["sku,title,made", ...Array.from({ length: 200 }, (_, n) => `S${n},Thing ${n},2024-05-01`)]),
  );
  await expect(result(page)).toHaveAttribute("data-tone", "good");
  await result(page).getByRole("link", { name: "Import another" }).click();
  await expect(page).toHaveURL(new RegExp(`dataset=${first}`));

  // line 3 holds a quoted newline, so record 3 begins on line 5
  const faulty = csv([
    "sku,title,made",
    "N1,Fine,2024-05-02",
    'N2,"two\nlines",2024-05-03',
    "N3,Bad day,2024-13-01",
    "N4,Bad again,yesterday",
  ]);
  await importFile(page, "more.csv", faulty, first);
  await expect(result(page)).toHaveAttribute("data-tone", "partial");
  await expect(result(page).getByRole("heading")).toHaveText("2 imported, 2 left out");
  await expect(inBooks(page, "Left out")).toHaveText("2");

  const faults = page.getByRole("region", { name: "Faults" });
  await expect(faults.getByRole("row").nth(1)).toContainText("5");
  await expect(faults.getByRole("row").nth(1)).toContainText("2024-13-01");
  await page.getByRole("list", { name: "Kinds of fault" }).getByRole("button", { name: /made/ }).click();
  await expect(page).toHaveURL(/code=.+column=made/);
  await page.reload();
  await expect(
    page.getByRole("list", { name: "Kinds of fault" }).getByRole("button", { name: /made/ }),
  ).toHaveAttribute("aria-pressed", "true");

  await page.getByRole("button", { name: "Download rejects" }).click();
  const [rejects] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: /^CSV The cells/ }).click(),
  ]);
  const content = await readFile(await rejects.path(), "utf8");
  expect(content).toContain("N3,Bad day,2024-13-01");
  await page.getByRole("button", { name: "Download rejects" }).click();
  const [safe] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "CSV for a spreadsheet" }).click(),
  ]);
  expect(safe.suggestedFilename()).toMatch(/\.csv$/);

  await importFile(
    page,
    "mended.csv",
    Buffer.from(content.replace("2024-13-01", "2024-12-01").replace("yesterday", "2024-12-02")),
    first,
  );
  await expect(result(page).getByRole("heading")).toHaveText("2 of 2 imported");

  await page.goto(`/datasets/${first}`);
  await expect(page.getByText("204 rows")).toBeVisible();
});

test("the sample file shows what a partial import is", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Try it with a sample file" }).click();
  await startImport(page);
  await expect(result(page)).toHaveAttribute("data-tone", "partial");
  await expect(inBooks(page, "Total")).toHaveText("1,000");
  await expect(page.getByRole("list", { name: "Kinds of fault" }).getByRole("button").first()).toContainText(
    "All faults",
  );
});

test("an import can be stopped, and goes on from there", async ({ page }) => {
  test.slow();
  const name = unique("long");
  // so many that there is time to be asked and to answer
  await importFile(page, `${name}.csv`, people(2 * MANY));
  await expect(page.getByTestId("progress-words")).toHaveText(/Row [1-9]/);
  await page.getByRole("button", { name: "Cancel import" }).click();
  const question = page.getByRole("dialog", { name: "Stop this import?" });
  await expect(question).toContainText(
    /rows are in\. Keep them or take them back\? The other [\d,]+ rows will not be read\./,
  );
  await question.getByRole("button", { name: "Stop, keep the rows" }).click();
  await expect(page.getByRole("heading", { name: "The import was cancelled" })).toBeVisible();
  await expect(inBooks(page, "Not read")).not.toHaveText("0");
  await result(page)
    .getByRole("button", { name: /^Resume after row/ })
    .click();
  await expect(result(page).getByRole("heading")).toHaveText("300,000 of 300,000 imported", {
    timeout: 90_000,
  });
});

test("an import by keyboard alone", async ({ page }) => {
  const name = unique("keys");
  await page.goto("/");
  await expect(page.getByRole("button", { name: "browse" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Import into")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "browse" })).toBeFocused();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  await chooser.setFiles({ name: `${name}.csv`, mimeType: "text/csv", buffer: people(10) });
  await page.waitForURL(/\/uploads\/.+/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await tabTo(page, page.getByRole("button", { name: "Import without review" }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/imports\/.+/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(result(page)).toHaveAttribute("data-tone", "good");
  await tabTo(page, page.getByRole("link", { name: "View rows" }));
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("region", { name: /^Rows of/ }).getByRole("cell", { name: "P0000009" }),
  ).toBeVisible();
});

test("cells pasted from a spreadsheet are imported", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "browse" })).toBeVisible();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "plant\theight\nfern\t40\noak\t2000\n");
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  });
  await startImport(page);
  await expect(result(page).getByRole("heading")).toHaveText("2 of 2 imported");
});
