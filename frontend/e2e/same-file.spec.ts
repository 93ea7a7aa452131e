import { expect, test } from "@playwright/test";
import { importFile, inBooks, people, result, unique, uploadFile } from "./support.ts";

test("the same file into the same dataset is not imported twice unless somebody insists", async ({
  page,
}) => {
  const name = unique("twice");
  await importFile(page, `${name}.csv`, people(20));
  await expect(result(page).getByRole("heading")).toHaveText("20 of 20 imported");
  const first = page.url();

  await uploadFile(page, "another name.csv", people(20), name);
  const start = page.getByRole("button", { name: "Import without review" });
  await start.click();
  const refused = page.getByRole("alert");
  await expect(refused).toContainText(
    `A file with the same content as another name.csv was sent to ${name} before: ${name}.csv`,
  );
  await refused.getByRole("link", { name: `${name}.csv` }).click();
  await expect(page).toHaveURL(first);

  await page.goBack();
  await start.click();
  await refused.getByRole("button", { name: "Import it again anyway" }).click();
  await page.waitForURL(/\/imports\/.+/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("another name.csv");
  await expect(result(page)).toBeVisible();
  await expect(inBooks(page, "Inserted")).toHaveText("20");
  expect(page.url()).not.toBe(first);
});
