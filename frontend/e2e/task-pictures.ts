import { expect, type Locator, type Page } from "@playwright/test";
import { picture } from "./pictures.ts";
import { png } from "./png.ts";

async function openForm(page: Page, kind: string): Promise<void> {
  await page.goto(`/jobs/new?kind=${kind}`);
  await expect(page.getByRole("button", { name: "Start the job" })).toBeVisible();
}

/** Starts the job of the form, waits for its result and returns the heading of it. */
async function startedToItsEnd(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Start the job" }).click();
  const heading = page.getByRole("dialog").getByRole("heading", { name: "Result" });
  await expect(heading).toBeVisible({ timeout: 90_000 });
  return heading;
}

/** Statistics, images and emails: each one's form, and what it has brought. */
export async function takeTasks(page: Page): Promise<void> {
  await openForm(page, "csv_processing");
  await page.getByRole("combobox", { name: "Dataset" }).selectOption("orders");
  await picture(page, "new-job-statistics");
  await picture(page, "job-statistics", { whole: false, at: await startedToItsEnd(page) });

  await openForm(page, "image_processing");
  const files = [
    { name: "beach.png", mimeType: "image/png", buffer: png(1200, 800) },
    { name: "lighthouse.png", mimeType: "image/png", buffer: png(300, 900) },
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Not a picture at all.") },
  ];
  await page.getByTestId("files-images").setInputFiles(files);
  await expect(page.getByText(/, here$/)).toHaveCount(files.length);
  await picture(page, "new-job-images");
  await picture(page, "job-images", { whole: false, at: await startedToItsEnd(page) });

  await openForm(page, "email_sending");
  const recipients = page.getByRole("textbox", { name: "Recipients" });
  await recipients.fill("ada@example.com\nnobody\ngrace@example.com");
  await page.getByRole("button", { name: "Start the job" }).click();
  await expect(page.getByText(/^Entry 2, nobody: /)).toBeVisible();
  await picture(page, "new-job-emails-refused");
  await recipients.fill("ada@example.com\ngrace@example.com");
  await picture(page, "job-emails", { whole: false, at: await startedToItsEnd(page) });
}
