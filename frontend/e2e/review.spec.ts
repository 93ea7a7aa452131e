import { expect, type Locator, type Page, test } from "@playwright/test";
import { reviewOf } from "./review-support.ts";
import { expectSound } from "./sound.ts";
import { csv, type Fields, inBooks, result } from "./support.ts";

const GOOD = 400;

const RULES: Fields = {
  code: { constraints: { required: true } },
  email: { format: "email" },
  born: { type: "date" },
};

/** 400 good rows, then seven that are not: the first of them on line 402. */
const FILE = csv([
  "code,email,born",
  ...Array.from({ length: GOOD }, (_, n) => `C${n},person${n}@example.org,1990-01-15`),
  "X1,ada.example.org,1990-01-15",
  "X2,bob@example.org,soon",
  "X3,n/a,1990-01-15",
  "X4,n/a,1990-01-15",
  "X5,eve@example.org,1990-01-15,one too many",
  "X6,fay@example.org,never",
  "C7,guy@example.org,1990-01-15",
]);

function cell(page: Page, text: string): Locator {
  return page.getByRole("gridcell").filter({ hasText: text });
}

function group(page: Page, name: string): Locator {
  return page.getByRole("list", { name: "Kinds of fault" }).getByRole("button", { name });
}

async function saved(page: Page, rows: number): Promise<void> {
  await expect(page.getByRole("toolbar")).toContainText(
    `${rows} ${rows === 1 ? "row" : "rows"} changed · saved`,
  );
}

async function openReview(page: Page, stem: string, at = ""): Promise<string> {
  const { id } = await reviewOf(page, stem, FILE, RULES);
  await page.goto(`/imports/${id}${at}`);
  await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", "8");
  return id;
}

test("a file is reviewed with the mouse, mended, and imported", async ({ page }) => {
  const id = await openReview(page, "mouse");
  await expect(group(page, "All rejected rows")).toContainText("7");
  const footer = page.getByRole("region", { name: "What to do with the file" });
  await expect(footer.getByRole("button", { name: "Leave out 7 rows and import 400" })).toBeEnabled();

  await cell(page, "ada.example.org").dblclick();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("ada@example.org");
  await page.keyboard.press("Enter");
  await saved(page, 1);
  await cell(page, "ada@example.org").hover();
  await expect(page.getByRole("tooltip")).toHaveText("The file has: ada.example.org");

  // all that are alike, at once
  await group(page, "Invalid email").click();
  await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", "4");
  await cell(page, "n/a").first().click();
  await page.getByRole("button", { name: "Fix all alike" }).click();
  await page.getByLabel("New text in email").fill("none@example.org");
  await page.getByRole("radio", { name: "Only where it says “n/a”" }).check();
  await page.getByRole("button", { name: "Write it" }).click();
  await saved(page, 3);
  await expect(group(page, "Invalid email")).toContainText("all mended");

  // a record in pieces
  await group(page, "Wrong number of cells").click();
  await cell(page, "one too many").dblclick();
  await page.getByRole("button", { name: "Save the row" }).click();
  await expect(group(page, "Wrong number of cells")).toContainText("all mended");

  // one is left out on purpose
  await group(page, "Not a date").click();
  await page.getByRole("checkbox", { name: "Take in line 403" }).uncheck();
  await expect(group(page, "Not a date")).toContainText("1");

  // nothing of it is lost
  await page.reload();
  await saved(page, 5);
  await expect(page).toHaveURL(/code=date/);
  await expect(page.getByRole("checkbox", { name: "Take in line 403" })).not.toBeChecked();

  // a text in one column
  await page.getByRole("button", { name: "Find and replace" }).click();
  await page.getByLabel("Column", { exact: true }).selectOption("born");
  await page.getByLabel("Find", { exact: true }).fill("never");
  await page.getByLabel("Replace with").fill("1999-12-31");
  await page.getByRole("button", { name: "Replace in 1 row" }).click();
  await expect(cell(page, "1999-12-31")).toBeVisible();

  await footer.getByRole("button", { name: "Leave out 2 rows and import 405" }).click();
  await page.waitForURL((url) => !url.pathname.includes(id));
  await expect(result(page).getByRole("heading")).toHaveText(
    "405 imported, 1 left out, 1 left out on purpose",
  );
  await expect(inBooks(page, "Inserted")).toHaveText("405");

  // what was reviewed is only looked at from now on
  await page.goto(`/imports/${id}`);
  await expect(footer.getByRole("link", { name: "Open the import" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Find and replace" })).toBeHidden();
});

test("a file is reviewed with the keyboard alone", async ({ page }) => {
  const id = await openReview(page, "keys");
  await tabTo(page, page.getByRole("gridcell").first());
  await page.keyboard.press("F8");
  await expect(cell(page, "ada.example.org")).toBeFocused();
  await expect(page.getByRole("tooltip")).toContainText("email");

  // typing writes over what stands there, Enter keeps it and goes on
  await page.keyboard.type("ada@example.org");
  await page.keyboard.press("Enter");
  await saved(page, 1);
  await page.keyboard.press("F8");
  await expect(cell(page, "soon")).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.type("x");
  await page.keyboard.press("Escape");
  await expect(cell(page, "soon")).toBeFocused();
  await page.keyboard.press("Delete");
  await saved(page, 2);
  await page.keyboard.press("ControlOrMeta+z");
  await saved(page, 1);
  await page.keyboard.press("ControlOrMeta+y");
  await saved(page, 2);

  // the address remembers the record
  await expect(page).toHaveURL(/row=402/);
  await page.reload();
  await expect(page.getByRole("grid").locator('[tabindex="0"]')).toBeVisible();
  await tabTo(page, page.getByRole("grid").locator('[tabindex="0"]'));
  await page.keyboard.press("End");
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("ControlOrMeta+End");
  await expect(page.getByRole("row").filter({ hasText: "C7" }).getByRole("gridcell").last()).toBeFocused();

  const leave = page.getByRole("button", { name: "Leave out 6 rows and import 401" });
  await tabTo(page, leave);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.includes(id));
  await expect(result(page).getByRole("heading")).toHaveText(
    "401 imported, 5 left out, 1 left out on purpose",
  );
});

/** Moves the focus with Tab until it is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error("Tab does not lead there.");
}

test("what is mended in one tab is there in the other, and checked again with a new verdict", async ({
  page,
  context,
}) => {
  const id = await openReview(page, "tabs");
  const other = await context.newPage();
  await other.goto(`/imports/${id}`);
  await expect(cell(other, "ada.example.org")).toBeVisible();

  await cell(page, "ada.example.org").dblclick();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("ada@example.org");
  await page.keyboard.press("Enter");
  await saved(page, 1);

  // a browser under test gives every tab the focus: so it is said here that this one has got it
  await expect(async () => {
    await other.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(cell(other, "ada@example.org")).toBeVisible({ timeout: 500 });
  }).toPass();
  await cell(other, "soon").dblclick();
  await other.keyboard.press("ControlOrMeta+a");
  await other.keyboard.type("1991-01-01");
  await other.keyboard.press("Enter");
  await saved(other, 2);

  // both tabs' edits are checked together
  await other.getByRole("button", { name: "Check again" }).click();
  await other.waitForURL((url) => !url.pathname.includes(id));
  await expect(result(other).getByRole("heading")).toHaveText(
    "Dry run: 402 would go in, 5 would be left out",
  );
  await expect(other.getByRole("grid")).toHaveAttribute("aria-rowcount", "6");
});

test("a row of many columns is looked through sideways, and only what is in sight is drawn", async ({
  page,
}) => {
  const labels = Array.from({ length: 200 }, (_, n) => `field_${n}`);
  const wide = csv([
    labels.join(","),
    ...Array.from({ length: 20 }, (_, row) => labels.map((_, n) => `v${row}_${n}`).join(",")),
  ]);
  const { id } = await reviewOf(page, "wide", wide, { field_0: {} });
  await page.goto(`/imports/${id}`);
  await cell(page, "v0_0").first().click();
  await page.keyboard.press("End");
  await expect(cell(page, "v0_199")).toBeFocused();
  await expect(cell(page, "v0_199")).toBeInViewport();
  expect(await page.getByRole("row").nth(1).getByRole("gridcell").count()).toBeLessThan(30);
});

test("a review is sound, with its edits and its questions", async ({ page }) => {
  test.slow();
  await openReview(page, "sound");
  await cell(page, "ada.example.org").click();
  await page.keyboard.type("still wrong");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Delete");
  await saved(page, 2);
  await page.keyboard.press("ArrowUp");
  await expectSound(page, "a review");
  await page.getByRole("button", { name: "Find and replace" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectSound(page, "find and replace");
  await page.keyboard.press("Escape");
  await page.goto(`${new URL(page.url()).pathname}?code=email&column=email`);
  await page.getByRole("button", { name: "Fix all alike" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectSound(page, "fix all alike");
});
