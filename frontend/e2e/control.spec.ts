import { expect, type Page, test } from "@playwright/test";
import { csrfHeader, csv, importFile, inBooks, makeDataset, people, result, unique } from "./support.ts";

/** Enough rows that the import is still at work when it is asked something. */
const MANY = 150_000;

async function rowsIn(page: Page, dataset: string): Promise<number> {
  const answer = await page.request.get(`/api/datasets/${dataset}/`);
  return (await answer.json()).row_count;
}

test("an import is paused in its middle, keeps what is in, and goes on from there", async ({ page }) => {
  const name = unique("paused");
  await importFile(page, `${name}.csv`, people(MANY));
  await expect(page.getByTestId("progress-words")).toHaveText(/Row [1-9]/);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByTestId("progress-words")).toHaveText(
    /^Paused after row [1-9][\d,]* of 150,000; those rows are in\.$/,
  );
  const inside = Number((await inBooks(page, "Inserted").textContent())?.replaceAll(",", ""));
  expect(inside).toBeGreaterThan(0);
  expect(inside).toBeLessThan(MANY);

  // nothing is lost by closing the tab
  await page.reload();
  await expect(inBooks(page, "Inserted")).toHaveText(inside.toLocaleString("en"));
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(result(page).getByRole("heading")).toHaveText("150,000 of 150,000 imported");
  expect(await rowsIn(page, name)).toBe(MANY);
});

test("an import is stopped and its rows are taken back", async ({ page }) => {
  const name = unique("back");
  await importFile(page, `${name}.csv`, people(MANY));
  await expect(page.getByTestId("progress-words")).toHaveText(/Row [1-9]/);
  await page.getByRole("button", { name: "Cancel import" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop, take them back" }).click();
  await expect(result(page).getByRole("heading")).toHaveText(/^Undone: [\d,]+ rows removed$/);
  expect(await rowsIn(page, name)).toBe(0);
});

test("an import is undone, but for rows that another has changed since", async ({ page }) => {
  const line = (row: number, score: number) => `P${row},${score}`;
  const rows = Array.from({ length: 50 }, (_, row) => line(row, row));
  const name = await makeDataset(page, "undo", { code: {}, score: { type: "integer" } });
  await importFile(page, "first.csv", csv(["code,score", ...rows]), name);
  await expect(result(page)).toHaveAttribute("data-tone", "good");
  const first = page.url();
  const second = await page.request.post("/api/imports/", {
    headers: await csrfHeader(page),
    multipart: {
      dataset: name,
      mode: "upsert",
      file: { name: "second.csv", mimeType: "text/csv", buffer: csv(["code,score", line(7, 700)]) },
    },
  });
  await page.goto(`/imports/${(await second.json()).id}`);
  await expect(result(page).getByRole("heading")).toHaveText("1 updated");

  await page.goto(first);
  await result(page).getByRole("button", { name: "Undo" }).click();
  const question = page.getByRole("dialog", { name: "Undo this import?" });
  await expect(question).toContainText("50 rows are taken back");
  await question.getByRole("button", { name: "Undo the import" }).click();
  await expect(result(page).getByRole("heading")).toHaveText(
    "Undone: 49 rows removed, 1 kept because something else has changed it since",
  );
  await expect(result(page)).toHaveAttribute("data-tone", "quiet");
  expect(await rowsIn(page, name)).toBe(1);

  await result(page).getByRole("link", { name: "Show the row that was kept" }).click();
  await expect(page).toHaveURL(/kept=shown/);
  await page.reload();
  const kept = page.getByRole("region", { name: "Rows kept" }).getByRole("row").nth(1);
  await expect(kept).toContainText("code P7");
  await expect(kept).toContainText("second.csv has changed this row since.");

  await page.goto("/imports?search=first.csv");
  await expect(page.getByRole("region", { name: "Imports" }).getByRole("row").nth(1)).toContainText("Undone");

  await page.goto(first);
  await result(page).getByRole("button", { name: "Import it again" }).click();
  await expect(result(page).getByRole("heading")).toHaveText("49 imported, 1 left out");
  expect(page.url()).not.toBe(first);
});
