import { expect, type Locator, type Page, test } from "@playwright/test";
import { png } from "./png.ts";
import { expectSound } from "./sound.ts";
import { csv, importFile, result, tabTo, unique } from "./support.ts";

// each page is read four times, and made-up work takes its seconds
test.describe.configure({ timeout: 150_000 });

async function openForm(page: Page, kind: string): Promise<Locator> {
  await page.goto(`/jobs/new?kind=${kind}`);
  const form = page.getByRole("form");
  await expect(form.getByRole("button", { name: "Start the job" })).toBeVisible();
  return form;
}

/** Starts the job and returns its drawer. */
async function start(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name: "Start the job" }).click();
  const drawer = page.getByRole("dialog", { name });
  await expect(drawer).toBeVisible();
  return drawer;
}

async function completed(drawer: Locator): Promise<void> {
  await expect(drawer.getByRole("heading", { name: "Result" })).toBeVisible({ timeout: 90_000 });
}

function picture(name: string, width: number, height: number) {
  return { name, mimeType: "image/png", buffer: png(width, height) };
}

test("statistics of made-up rows are drawn with their spread, and how far they are is shown meanwhile", async ({
  page,
}) => {
  const form = await openForm(page, "csv_processing");
  await expect(form.getByText("From 100 to 10,000.")).toBeVisible();
  await expectSound(page, "the form");
  await page.getByLabel("Rows to make up").fill("50");
  await page.getByRole("button", { name: "Start the job" }).click();
  await expect(page.getByLabel("Rows to make up")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Rows to make up").fill("2000");
  const drawer = await start(page, "CSV processing");
  await expect(drawer.getByText(/^[\d,]+ of 2,000 rows$/)).toBeVisible();
  await completed(drawer);
  const table = drawer.getByRole("region", { name: "Statistics of each column with numbers" });
  const quantity = table.getByRole("row").filter({ hasText: "quantity" });
  await expect(quantity.getByRole("cell").first()).toHaveText("2,000");
  await expect(quantity.getByRole("img", { name: /^How the values of quantity are spread/ })).toBeVisible();
  await expect(drawer.getByText("Made-up rows", { exact: true })).toBeVisible();
  await expectSound(page, "statistics");
});

test("statistics of a file sent with the form are exact, and the file does not wait to be imported", async ({
  page,
}) => {
  const name = `${unique("sales")}.csv`;
  await openForm(page, "csv_processing");
  await page.getByTestId("files-upload").setInputFiles({
    name,
    mimeType: "text/csv",
    buffer: csv(["item,amount", "a,0.1", "b,0.2", "c,1000000", "d,"]),
  });
  await expect(page.getByText(/^\d+ B, here$/)).toBeVisible();
  const drawer = await start(page, "CSV processing");
  await completed(drawer);
  await expect(drawer.getByText(`File ${name}`)).toBeVisible();
  const amount = drawer.getByRole("row").filter({ hasText: "amount" });
  await expect(amount.getByRole("cell")).toHaveText([
    "3",
    "1,000,000.3",
    "333,333.433333",
    "0.1",
    "1,000,000",
  ]);
  await page.goto("/");
  await expect(page.getByRole("button", { name: "browse" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect(page.getByText(name)).toHaveCount(0);
});

test("statistics of a dataset lead back to it", async ({ page }) => {
  const name = unique("figures");
  await importFile(page, `${name}.csv`, csv(["code,weight", "a,1", "b,2", "c,6"]));
  await expect(result(page)).toHaveAttribute("data-tone", "good");
  await openForm(page, "csv_processing");
  await page.getByRole("combobox", { name: "Dataset" }).selectOption(name);
  const drawer = await start(page, "CSV processing");
  await completed(drawer);
  await expect(drawer.getByRole("row").filter({ hasText: "weight" }).getByRole("cell")).toHaveText([
    "3",
    "9",
    "3",
    "1",
    "6",
  ]);
  await drawer.getByRole("link", { name, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/datasets/${name}`));
});

test("a form that is read anew has what was written, and is filled by keyboard alone", async ({ page }) => {
  const form = await openForm(page, "image_processing");
  const width = page.getByLabel("Width to fit in");
  await tabTo(page, width);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("120");
  await tabTo(page, form.getByRole("button", { name: "Choose files" }));
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles([picture("wide.png", 400, 200), picture("tall.png", 90, 300)]);
  const chosen = form.getByRole("list", { name: "Your images: what is chosen" });
  await expect(chosen.getByText(/, here$/)).toHaveCount(2);
  await expectSound(page, "files that are chosen");

  await page.reload();
  await expect(page.getByText("What you had written is back.")).toBeVisible();
  await expect(width).toHaveValue("120");
  await expect(chosen.getByText(/, here$/)).toHaveCount(2);
  await tabTo(page, chosen.getByRole("button", { name: "Remove tall.png" }));
  await page.keyboard.press("Enter");
  await expect(chosen.getByRole("listitem")).toHaveCount(1);
  await expect(form.getByRole("button", { name: "Choose more files" })).toBeFocused();
  await tabTo(page, page.getByRole("button", { name: "Start the job" }));
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: "Image processing" });
  await completed(drawer);
  const images = drawer.getByRole("list", { name: "Resized images" });
  await expect(images.getByRole("listitem")).toContainText("400 × 200 → 120 × 60");
});

test("uploaded images are resized, one that is none is refused, and each opens in a tab of its own", async ({
  page,
}) => {
  await openForm(page, "image_processing");
  await page
    .getByTestId("files-images")
    .setInputFiles([
      picture("beach.png", 1200, 800),
      picture("tower.png", 200, 900),
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("This is no image.") },
    ]);
  await expect(page.getByText(/, here$/)).toHaveCount(3);
  await page.getByLabel("Width to fit in").fill("300");
  await page.getByLabel("Height to fit in").fill("300");
  const drawer = await start(page, "Image processing");
  await completed(drawer);
  await expect(drawer.getByText("Partial", { exact: true })).toBeVisible();
  await expect(drawer.getByRole("region", { name: "Images that were refused" })).toContainText("notes.txt");
  const images = drawer.getByRole("list", { name: "Resized images" });
  await expect(images.getByRole("listitem")).toHaveCount(2);
  const beach = images.getByRole("listitem").filter({ hasText: "beach.png" });
  await expect(beach).toContainText("1,200 × 800 → 300 × 200");
  for (const image of await images.getByRole("img").all()) {
    await image.scrollIntoViewIfNeeded();
    await expect.poll(() => image.evaluate((each: HTMLImageElement) => each.naturalWidth)).toBeGreaterThan(0);
  }
  const [tab] = await Promise.all([
    page.waitForEvent("popup"),
    beach.getByRole("link", { name: "Open beach.png in a new tab" }).click(),
  ]);
  await tab.waitForLoadState();
  expect(await tab.evaluate(() => document.contentType)).toMatch(/^image\//);
  await tab.close();
  await expectSound(page, "images");

  // once more, smaller: the files are there without being sent again
  await drawer.getByRole("link", { name: "Run again with changes" }).click();
  const chosen = page.getByRole("list", { name: "Your images: what is chosen" });
  await expect(chosen.getByRole("listitem")).toHaveCount(3);
  await chosen.getByRole("button", { name: "Remove notes.txt" }).click();
  await expect(page.getByLabel("Number of images")).toHaveValue("3");
  await page.getByLabel("Number of images").fill("");
  await page.getByLabel("Width to fit in").fill("150");
  await page.getByRole("button", { name: "Run it again" }).click();
  await expect(drawer.getByText("Run again from")).toBeVisible();
  await completed(drawer);
  await expect(images.getByRole("listitem").filter({ hasText: "beach.png" })).toContainText("150 × 100");
});

test("pasted recipients are checked one by one, and what is sent is listed", async ({ page }) => {
  const subject = unique("Greetings");
  await openForm(page, "email_sending");
  await page.getByLabel("Subject").fill(subject);
  const recipients = page.getByRole("textbox", { name: "Recipients" });
  await recipients.fill("ada@example.com; not an address\ngrace@example.com");
  await page.getByRole("button", { name: "Start the job" }).click();
  await expect(page.getByText(/^Entry 2, not an address: /)).toBeVisible();
  await expectSound(page, "a refused recipient");
  await recipients.fill("ada@example.com\ngrace@example.com");
  const drawer = await start(page, "Email sending");
  await completed(drawer);
  await expect(drawer.getByText(subject, { exact: true }).last()).toBeVisible();
  const sent = drawer.getByRole("region", { name: "Emails that were sent" });
  await expect(sent.getByRole("row")).toHaveCount(3);
  await expect(sent.getByRole("row").nth(2)).toContainText("grace@example.com");
  await expect(drawer.getByText(/^Sent mail 1 of 2 to ada@example.com/)).toBeVisible();
  await expectSound(page, "emails");
});

test("a task that is cancelled stops at once, and goes on where it stopped when it is retried", async ({
  page,
}) => {
  await openForm(page, "email_sending");
  await page.getByLabel("Number of emails").fill("8");
  await page.getByLabel("Seconds between emails").fill("1");
  const drawer = await start(page, "Email sending");
  await expect(drawer.getByText(/^[1-9] of 8 emails$/)).toBeVisible();
  await drawer.getByRole("button", { name: "Cancel" }).click();
  await page
    .getByRole("dialog", { name: "Cancel this job?" })
    .getByRole("button", { name: "Cancel the job" })
    .click();
  await expect(drawer.getByText("Cancelled", { exact: true }).first()).toBeVisible();
  await drawer.getByRole("button", { name: "Retry" }).click();
  await completed(drawer);
  await expect(drawer.getByText("Attempt 2")).toBeVisible();
  const sent = drawer.getByRole("region", { name: "Emails that were sent" });
  const ids = await sent.locator("tbody small").allTextContents();
  expect(new Set(ids).size).toBe(8);
  await expect(drawer.getByText(/^Sent mail 1 of 8 /)).toHaveCount(1);
});

test("a task is cancelled and retried from the list", async ({ page }) => {
  const subject = unique("listed");
  await openForm(page, "email_sending");
  await page.getByLabel("Subject").fill(subject);
  await page.getByLabel("Number of emails").fill("10");
  await page.getByLabel("Seconds between emails").fill("1.5");
  const drawer = await start(page, "Email sending");
  await expect(drawer.getByText(/^[1-9] of 10 emails$/)).toBeVisible();
  await page.goto(`/jobs?search=${subject}`);
  const row = page.getByRole("region", { name: "Jobs" }).getByRole("row").nth(1);
  await row.getByRole("button", { name: `Cancel Email sending ${subject}` }).click();
  await page
    .getByRole("dialog", { name: "Cancel this job?" })
    .getByRole("button", { name: "Cancel the job" })
    .click();
  await expect(row).toContainText("Cancelled");
  await row.getByRole("button", { name: `Retry Email sending ${subject}` }).click();
  await expect(row).toContainText("Completed");
  await expect(row).toContainText("10 / 10");
});
