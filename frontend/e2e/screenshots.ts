import { expect, test } from "@playwright/test";
import { importFile, people, result, startImport } from "./support.ts";

const FOLDER = "../docs/screenshots";

/** The pictures of the README, of a stack with a little history in it. */
test("take the pictures", async ({ page }) => {
  await importFile(page, "people.csv", people(12_000));
  await expect(result(page)).toBeVisible();
  await page.goto("/");
  await page.getByRole("button", { name: "Try it with a sample file" }).click();
  await startImport(page);
  await expect(page.getByRole("list", { name: "Kinds of fault" })).toBeVisible();
  const partial = page.url();

  await page.setViewportSize({ width: 1280, height: 860 });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/?dataset=customers");
    await expect(page.getByRole("heading", { name: "What Customers expects" })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `${FOLDER}/import-${colorScheme}.png` });
    await page.goto(partial);
    await expect(page.getByRole("region", { name: "Faults" })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `${FOLDER}/result-${colorScheme}.png` });
  }
});
