import { expect, type Locator, type Page } from "@playwright/test";
import { tabTo } from "./support.ts";

/** How somebody works with the page: every step of a flow is taken by one kind of hand. */
export interface Hand {
  press: (target: Locator) => Promise<void>;
  /** Takes the choice of a select that begins with these words, and is the only one with their first letter. */
  choose: (select: Locator, words: string) => Promise<void>;
  /** Ticks a box, or takes one of several round ones. */
  tick: (box: Locator) => Promise<void>;
  /** Writes over a cell of the grid. */
  write: (from: Locator, to: string) => Promise<void>;
  /** Leaves the record of a cell out. */
  leaveOut: (cell: Locator) => Promise<void>;
}

export const byMouse = (page: Page): Hand => ({
  press: (target) => target.click(),
  choose: async (select, words) => {
    const choice = await select.getByRole("option").filter({ hasText: words }).first().textContent();
    await select.selectOption({ label: choice ?? "" });
  },
  tick: (box) => box.check(),
  write: async (from, to) => {
    await from.dblclick();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(to);
    await page.keyboard.press("Enter");
  },
  leaveOut: (cell) =>
    cell
      .locator("..")
      .getByRole("checkbox", { name: /^Take in line/ })
      .uncheck(),
});

/** Nothing but keys: where Tab does not lead, this hand cannot go. */
export const byKeyboard = (page: Page): Hand => ({
  press: async (target) => {
    await tabTo(page, target);
    await page.keyboard.press("Enter");
  },
  choose: async (select, words) => {
    await tabTo(page, select);
    await page.keyboard.press(words.charAt(0));
  },
  tick: async (box) => {
    await expect(box).toBeVisible();
    if ((await box.getAttribute("type")) === "checkbox") {
      await tabTo(page, box);
      return page.keyboard.press("Space");
    }
    const name = await box.getAttribute("name");
    const taken = page.locator(`input[name="${name}"]:checked`);
    const isAbove = await isBefore(box, taken);
    await tabTo(page, taken);
    for (let presses = 0; presses < 10 && !(await box.isChecked()); presses++) {
      await page.keyboard.press(isAbove ? "ArrowUp" : "ArrowDown");
    }
    await expect(box).toBeChecked();
  },
  write: async (from, to) => {
    await nextFault(page, from);
    await page.keyboard.type(to);
    await page.keyboard.press("Enter");
  },
  leaveOut: async (cell) => {
    await nextFault(page, cell);
    await page.keyboard.press("Delete");
  },
});

async function isBefore(one: Locator, other: Locator): Promise<boolean> {
  const node = await other.elementHandle();
  return one.evaluate(
    (element, after) =>
      Boolean(element.compareDocumentPosition(after as Node) & Node.DOCUMENT_POSITION_FOLLOWING),
    node,
  );
}

/** Goes from fault to fault until this one is reached. */
async function nextFault(page: Page, cell: Locator): Promise<void> {
  const grid = page.getByRole("grid");
  await expect(cell).toBeVisible();
  if ((await grid.locator(":focus").count()) === 0) await tabTo(page, grid.locator('[tabindex="0"]'));
  await expect(async () => {
    if (!(await isFocused(cell))) await page.keyboard.press("F8");
    await expect(cell).toBeFocused({ timeout: 1_000 });
  }).toPass();
}

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}
