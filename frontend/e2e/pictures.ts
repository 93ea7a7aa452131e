import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";

const FOLDER = "../docs/screenshots";

const LOOKS = [
  { width: 1440, height: 900, colorScheme: "light", name: "light" },
  { width: 1440, height: 900, colorScheme: "dark", name: "dark" },
  { width: 360, height: 780, colorScheme: "dark", name: "dark-360" },
  { width: 360, height: 780, colorScheme: "light", name: "light-360" },
] as const;

/** What is below that is more of the same. */
const TALLEST = { 1440: 1300, 360: 1800 };

/** Forgets the pictures of an earlier time, so that none is left of a screen that is no more. */
export async function clearFolder(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  for (const name of await readdir(FOLDER)) if (name.endsWith(".webp")) await rm(`${FOLDER}/${name}`);
}

/**
 * Takes the page as it is: on a desk and on a phone, light and dark. Of a dialog only what is in sight counts, which
 * `at` brings to its top.
 */
export async function picture(
  page: Page,
  name: string,
  { whole = true, at }: { whole?: boolean; at?: Locator } = {},
): Promise<void> {
  await page.waitForLoadState("networkidle");
  for (const { width, height, colorScheme, name: look } of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    const tall = whole ? await page.evaluate(() => document.documentElement.scrollHeight) : height;
    await page.setViewportSize({ width, height: Math.min(Math.max(tall, height), TALLEST[width]) });
    if (whole) await page.evaluate(() => window.scrollTo(0, 0));
    await at?.evaluate((element) => element.scrollIntoView({ block: "start" }));
    await settle(page);
    await save(page, `${FOLDER}/${name}-${look}.webp`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Everything that moves by itself has come to rest. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map((animation) => animation.finished));
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
}

/** As WebP, a quarter of what the same picture weighs as PNG. */
async function save(page: Page, path: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 60 });
  await devtools.detach();
  await writeFile(path, Buffer.from(data, "base64"));
}
