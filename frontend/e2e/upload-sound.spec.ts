import { expect, test } from "@playwright/test";
import { expectSound } from "./sound.ts";
import { chooseFile, people, startImport, unique, uploadFile } from "./support.ts";

// each page is read four times, and reading a long one takes its time
test.describe.configure({ timeout: 120_000 });

test("a file on its way is sound: cut off, paused, and begun earlier", async ({ page }) => {
  await page.route("**/api/uploads/*/", (route) =>
    route.request().method() === "PATCH" ? route.abort() : route.continue(),
  );
  await page.goto("/?dataset=customers");
  await expect(page.getByRole("heading", { name: "What Customers expects" })).toBeVisible();
  const name = unique("sound");
  await chooseFile(page, `${name}.csv`, people(30));
  await expect(page.getByRole("heading", { name: `The upload of ${name}.csv was cut off` })).toBeVisible();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText(/seem to be the required/)).toBeVisible();
  await expectSound(page, "paused");
  await page.reload();
  await expect(
    page.getByRole("button", { name: `Choose the file again to go on: ${name}.csv` }),
  ).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expectSound(page, "begun earlier");
});

const ODD = ["Report of May;;", "code;when;amount", "A1;03/04/2025;1,5", "A2;05/06/2025;2", "A3;x", ""];

test("the check of a file is sound, with a fault and a question", async ({ page }) => {
  await uploadFile(page, `${unique("odd")}.csv`, Buffer.from(ODD.join("\n")));
  await expect(page.getByText("One column can be read in more than one way: please choose.")).toBeVisible();
  await expectSound(page, "a question");
});

test("the check of a file is sound, told to be read otherwise", async ({ page }) => {
  await uploadFile(page, `${unique("odd")}.csv`, Buffer.from(ODD.join("\n")));
  await page.getByRole("radio", { name: "The file has no header" }).check();
  await page.getByLabel("Cells are quoted with").selectOption("Single quotes '");
  await expect(page.getByRole("button", { name: "Detect the header again" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expectSound(page, "a choice");
});

test("a file that is no table is refused soundly", async ({ page }) => {
  const png = Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex");
  await uploadFile(page, "picture.csv", png);
  await expect(page.getByText(/^This is a PNG image/)).toBeVisible();
  await expectSound(page, "no table");
});

test("the mapping is sound, with what is missing and what is barred", async ({ page }) => {
  await uploadFile(page, `${unique("strange")}.csv`, people(5), "customers");
  await page.getByRole("button", { name: "Go on: map the columns" }).click();
  await expect(page.getByText(/No columns? goe?s? to the required/).first()).toBeVisible();
  await expectSound(page, "the mapping");

  const keyless = unique("keyless");
  await uploadFile(page, `${keyless}.csv`, people(5));
  await startImport(page);
  await expect(page.getByTestId("result")).toBeVisible();
  await uploadFile(page, "more.csv", people(6), keyless);
  await page.getByRole("button", { name: "Go on: map the columns" }).click();
  await expect(page.getByText("This needs a dataset with a key.").first()).toBeVisible();
  await expectSound(page, "a dataset without a key");
});

test("nothing moves when a file's beginning arrives", async ({ page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await uploadFile(page, `${unique("still")}.csv`, people(200));
  const check = page.url();
  for (const address of [check, "/"]) {
    await page.goto(address);
    await page.waitForLoadState("networkidle");
    const moved = await page.evaluate(() =>
      (window as unknown as { shifts: number[] }).shifts.reduce((sum, shift) => sum + shift, 0),
    );
    expect(moved, address).toBeLessThan(0.02);
  }
});
