import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectSound } from "./sound.ts";
import { csrfHeader, tabTo, unique } from "./support.ts";

const list = (page: Page): Locator => page.getByRole("region", { name: "Reports" });

/** The cell of an event by its column and its number. */
function cell(page: Page, column: "Unit" | "Type" | "Created time", number: number): Locator {
  return page.getByRole("textbox", {
    name: `${column} of event ${number.toLocaleString("en-GB")}`,
    exact: true,
  });
}

const make = (page: Page): Locator => page.getByRole("button", { name: "Make the report" });

/** Hands over words as the clipboard would. */
async function pasteInto(target: Locator, words: string): Promise<void> {
  await target.focus();
  await target.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, words);
}

/** Asks for a report as a program would, and shows it. */
async function showReport(page: Page, format: "html" | "pdf", student: string): Promise<void> {
  const answer = await page.request.post(`/assignment/${format}`, {
    headers: await csrfHeader(page),
    data: { student_id: student, namespace: "algebra", events: [{ unit: 2 }, { unit: 1 }] },
  });
  expect(answer.status()).toBe(202);
  await page.goto(`/reports/${(await answer.json()).task_id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(student);
}

test("a report is made of a sample, read in the page, and had as a PDF", async ({ page }) => {
  const student = unique("S");
  await page.goto("/reports");
  await page.getByRole("link", { name: "Make a report" }).first().click();
  await page.getByRole("button", { name: "Use a sample" }).click();
  await expect(page).toHaveURL(/sample=shown/);
  await page.getByLabel("Student id").fill(student);
  await make(page).click();

  await expect(page).toHaveURL(/\/reports\/[\w-]{36}$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(student);
  const frame = page.getByTitle(`Preview of the report of ${student}`);
  await expect(frame).toHaveAttribute("sandbox", "");
  await expect(frame.contentFrame().getByText("Q1 -> Q2 -> Q1 -> Q3 -> Q2").first()).toBeVisible();

  await page.getByRole("button", { name: "Get it as a PDF" }).click();
  await expect(page).toHaveURL(/pdf=/);
  await page.reload();
  const link = page.getByRole("link", { name: "Download the PDF" });
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(file.suggestedFilename()).toContain(student);
  expect(file.suggestedFilename()).toMatch(/\.pdf$/);
  expect((await readFile(await file.path())).subarray(0, 5).toString()).toBe("%PDF-");
  await expectSound(page, "a report with its PDF");
});

test("what the server refuses stands at its cells, and the first is focused", async ({ page }) => {
  await page.goto("/reports/new");
  await page.getByLabel("Student id").fill(unique("S"));
  await cell(page, "Unit", 1).fill("1");
  await cell(page, "Created time", 1).fill("2024-07-21 03:04:55");
  await page.getByRole("button", { name: "Add an event" }).click();
  await expect(cell(page, "Unit", 2)).toBeFocused();
  await cell(page, "Unit", 2).fill("2");
  await cell(page, "Created time", 2).fill("2024-02-30");
  // on from the last line by keyboard, past a blank one that is not sent
  await page.keyboard.press("Enter");
  await expect(cell(page, "Unit", 3)).toBeFocused();
  await page.getByRole("button", { name: "Add an event" }).click();
  await cell(page, "Type", 4).fill("hint");
  await make(page).click();

  await expect(cell(page, "Created time", 2)).toBeFocused();
  await expect(cell(page, "Created time", 2)).toHaveAccessibleDescription("There is no such time.");
  await expect(cell(page, "Unit", 4)).toHaveAttribute("aria-invalid", "true");
  await expect(cell(page, "Unit", 3)).not.toHaveAttribute("aria-invalid");
  await expect(page.getByRole("alert")).toContainText("2 cells need mending");
  await expectSound(page, "a refused form");

  await cell(page, "Created time", 2).fill("2024-02-29");
  await expect(cell(page, "Created time", 2)).not.toHaveAttribute("aria-invalid");
  await page.getByRole("button", { name: "Go to the next" }).click();
  await expect(cell(page, "Unit", 4)).toBeFocused();
  await page.keyboard.type("3");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await make(page).click();
  await expect(page).toHaveURL(/\/reports\/[\w-]{36}$/);
});

test("events are pasted from a spreadsheet, and outlast a reload", async ({ page }) => {
  const student = unique("S");
  await page.goto("/reports/new");
  await page.getByLabel("Student id").fill(student);
  await pasteInto(
    cell(page, "Unit", 1),
    "Created time\tUnit\n2024-07-21 10:00:00\t10\n2024-07-21 09:00:00\t2\n",
  );
  await expect(cell(page, "Unit", 1)).toHaveValue("10");
  await expect(cell(page, "Created time", 2)).toHaveValue("2024-07-21 09:00:00");
  // one column alone goes down from where it is pasted
  await pasteInto(cell(page, "Type", 1), "hint\nsubmission\n");
  await expect(cell(page, "Type", 2)).toHaveValue("submission");
  await page.reload();
  await expect(page.getByText("This is what you had written when you left.")).toBeVisible();
  await expect(page.getByLabel("Student id")).toHaveValue(student);
  await expect(cell(page, "Unit", 2)).toHaveValue("2");

  await page.getByRole("button", { name: "Paste events" }).click();
  const dialog = page.getByRole("dialog", { name: "Paste events" });
  await dialog.getByLabel("Events to paste").fill('[{"unit": 2, "score": 5}]');
  await expect(dialog.getByRole("status")).toHaveText("1 event found. Left out: score.");
  await dialog.getByRole("button", { name: "Add 1 event" }).click();
  await expect(page.getByTestId("event-count")).toHaveText("3 events");
  await make(page).click();
  const frame = page.getByTitle(`Preview of the report of ${student}`);
  await expect(frame.contentFrame().getByText("Q1 -> Q2 -> Q1").first()).toBeVisible();
  await page.goto("/reports/new");
  await expect(page.getByLabel("Student id")).toHaveValue("");
});

test("ten thousand events are pasted, looked through and made a report of", async ({ page }) => {
  const student = unique("many");
  const lines = Array.from({ length: 10_000 }, (_, n) => `${n % 40},submission,2024-07-21 10:00:00`);
  lines[9_000] = "7,submission,never";
  await page.goto("/reports/new");
  await page.getByLabel("Student id").fill(student);
  await page.getByRole("button", { name: "Paste events" }).click();
  const dialog = page.getByRole("dialog", { name: "Paste events" });
  await pasteInto(dialog.getByLabel("Events to paste"), lines.join("\n"));
  await dialog.getByRole("button", { name: "Add 10,000 events" }).click();
  await expect(page.getByTestId("event-count")).toHaveText("10,000 events");
  expect(
    await page
      .getByRole("listitem")
      .filter({ has: page.getByRole("textbox") })
      .count(),
  ).toBeLessThan(60);
  await make(page).click();
  await expect(cell(page, "Created time", 9_001)).toBeFocused();
  await cell(page, "Created time", 9_001).fill("2024-07-21");
  await make(page).click();
  await expect(page).toHaveURL(/\/reports\/[\w-]{36}$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(student);
  await expect(page.getByText("10,000", { exact: true })).toBeVisible();
});

test("reports are searched and filtered in the address, and lead to their jobs", async ({ page }) => {
  const student = unique("S");
  await showReport(page, "pdf", student);
  await expect(page.getByRole("link", { name: "Download the PDF" })).toBeVisible();
  await expectSound(page, "a PDF");
  await page.getByRole("button", { name: "Show it as a page" }).click();
  await expect(page.getByTitle(`Preview of the report of ${student}`)).toBeVisible();

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Reports" }).click();
  await page.getByLabel("Search by student or namespace").fill(student);
  await expect(page).toHaveURL(new RegExp(`search=${student}`));
  await expect(list(page).getByRole("row")).toHaveCount(3);
  await page.getByLabel("Format", { exact: true }).selectOption("PDF");
  await expect(page).toHaveURL(/format=pdf/);
  await expect(list(page).getByRole("row")).toHaveCount(2);
  await expectSound(page, "a list of reports");
  await page.reload();
  await expect(list(page).getByRole("row")).toHaveCount(2);
  await page.getByLabel("Status", { exact: true }).selectOption("Failed");
  await expect(page.getByText("No report matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByLabel("Search by student or namespace").fill(student);
  await expect(list(page).getByRole("row")).toHaveCount(3);

  await list(page)
    .getByRole("link", { name: `Its job, of the report of ${student}, Page` })
    .click();
  const drawer = page.getByRole("dialog", { name: "Feedback report" });
  await expect(drawer.getByTitle(/^Preview of the report of/)).toBeVisible();
  await expectSound(page, "a report in its job's drawer");
  await drawer.getByRole("link", { name: "Open the report" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(student);
});

test("a report is made by keyboard alone", async ({ page }) => {
  const student = unique("keys");
  await page.goto("/reports");
  await tabTo(page, page.getByRole("link", { name: "Make a report" }).first());
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Student id"));
  await page.keyboard.type(student);
  await tabTo(page, cell(page, "Unit", 1));
  await page.keyboard.type("5");
  await page.keyboard.press("Enter");
  await expect(cell(page, "Unit", 2)).toBeFocused();
  await page.keyboard.type("6");
  await page.keyboard.press("ArrowUp");
  await expect(cell(page, "Unit", 1)).toBeFocused();
  await tabTo(page, make(page));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(student);
  await expect(page.getByTitle(`Preview of the report of ${student}`)).toBeVisible();
});
