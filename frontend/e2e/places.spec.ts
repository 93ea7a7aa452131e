import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { csv, importFile, result, setting, unique } from "./support.ts";

test("history is searched and filtered in the address", async ({ page }) => {
  const name = unique("ledger");
  await importFile(page, `${name}.csv`, csv(["a,b", "1,2"]));
  await expect(result(page)).toBeVisible();
  await page.getByRole("link", { name: "History" }).click();
  await page.getByLabel("Search by file name").fill(name);
  await expect(page).toHaveURL(new RegExp(`/imports\\?search=${name}`));
  const list = page.getByRole("region", { name: "Imports" });
  await expect(list.getByRole("row")).toHaveCount(2);
  await page.getByLabel("Status", { exact: true }).selectOption("Failed");
  await expect(page.getByText("No import matches")).toBeVisible();
  await expect(page).toHaveURL(/status=failed/);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await list.getByRole("link", { name: `${name}.csv` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${name}.csv`);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("History");
});

test("a dataset is sorted, filtered, exported and deleted", async ({ page }) => {
  const name = unique("fruit");
  await importFile(
    page,
    `${name}.csv`,
    csv(["code,fruit,weight", "007,apple,120", "008,banana,150", "009,cherry,8", "010,,11"]),
  );
  await expect(result(page)).toBeVisible();
  await page.getByRole("link", { name: "Datasets" }).click();
  await page.getByRole("link", { name }).click();
  const grid = page.getByRole("region", { name: /^Rows of/ });
  const column = (index: number) => grid.getByRole("row").locator(`td:nth-child(${index})`);
  await expect(column(2)).toHaveText(["007", "008", "009", "010"]); // leading zeros are kept

  await grid.getByTitle("Sort by weight").click();
  await expect(page).toHaveURL(/sort=weight/);
  await expect(column(3)).toHaveText(["cherry", "–", "apple", "banana"]);
  await grid.getByTitle("Sort by weight").click();
  await expect(column(3)).toHaveText(["banana", "apple", "–", "cherry"]);

  await grid.getByLabel("Filter weight").fill("10..130");
  await expect(column(3)).toHaveText(["apple", "–"]);
  await grid.getByLabel("Filter fruit").fill("pp");
  await expect(column(3)).toHaveText(["apple"]);
  await expect(page).toHaveURL(/f\.fruit=pp/);
  await page.reload();
  await expect(column(3)).toHaveText(["apple"]);

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    (async () => {
      await page.getByRole("button", { name: "Export these rows" }).click();
      await page.getByRole("menuitem", { name: /^CSV\b(?! for)/ }).click();
    })(),
  ]);
  expect((await readFile(await file.path(), "utf8")).trim().split(/\r?\n/)).toHaveLength(2);

  await grid.getByLabel("Filter weight").fill("heavy");
  await expect(page.getByRole("alert")).toContainText("not a whole number");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(column(3)).toHaveCount(4);

  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page.getByRole("row", { name: /^weight/ })).toContainText("integer");

  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("dialog")).toContainText("its 4 rows are deleted for good");
  await page.getByRole("button", { name: "Delete the dataset" }).click();
  await expect(page).toHaveURL(/\/datasets$/);
  await expect(page.getByRole("link", { name })).toHaveCount(0);
});

test("jobs are listed with what they do, and filtered in the address", async ({ page }) => {
  await importFile(page, `${unique("job")}.csv`, csv(["a", "1"]));
  await expect(result(page)).toBeVisible();
  await page.getByRole("link", { name: "Jobs" }).click();
  const list = page.getByRole("region", { name: "Jobs" });
  await expect(list.getByRole("row").nth(1)).toContainText("File import");
  const statuses = page.getByRole("group", { name: "Status" });
  await statuses.getByRole("button", { name: "Waiting" }).click();
  await expect(page).toHaveURL(/\/jobs\?status=pending/);
  await statuses.getByRole("button", { name: "Set aside" }).click();
  await expect(page).toHaveURL(/\/jobs\?quarantined=true/);
  await expect(page.getByText("No job matches")).toBeVisible();
  await statuses.getByRole("button", { name: "Completed" }).click();
  await list.getByRole("link", { name: "File import" }).first().click();
  await page.getByRole("dialog").getByRole("link", { name: "Open the import" }).click();
  await expect(result(page)).toBeVisible();
});

test("a key is made, works, is revoked and works no more", async ({ page, playwright, baseURL }) => {
  const name = unique("key");
  await page.goto("/settings");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByLabel("New API key").inputValue();
  expect(key).not.toBe(setting("API_KEY"));
  await page.getByRole("button", { name: "I have copied it" }).click();

  const program = await playwright.request.newContext({
    ...(baseURL && { baseURL }),
    extraHTTPHeaders: { "X-API-KEY": key },
    storageState: { cookies: [], origins: [] },
  });
  expect((await program.get("/api/imports/")).status()).toBe(200);
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("button", { name: "Revoke the key" }).click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText("Revoked");
  expect((await program.get("/api/imports/")).status()).toBe(401);
});

test("the colour scheme is chosen and kept, without a flash", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.reload({ waitUntil: "commit" });
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === "dark");
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
});

test("an address that leads nowhere says so", async ({ page }) => {
  await page.goto("/nowhere/at/all");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing at this address");
  await page.goto("/datasets/no_such_dataset");
  await expect(page.getByRole("alert")).toBeVisible();
});
