import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const LOOKS = [
  { width: 360, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
  { width: 1440, colorScheme: "dark" },
  { width: 1440, colorScheme: "light" },
] as const;

/**
 * No axe violation and no sideways scroll, light and dark, on a phone and on a desk. Not within frames where no
 * script may run: neither can axe, and waits for ever.
 */
export async function expectSound(page: Page, what: string): Promise<void> {
  for (const { width, colorScheme } of LOOKS) {
    // still pictures: half-faded text has too little contrast
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    await expectSettled(page, colorScheme);
    const { violations } = await new AxeBuilder({ page }).exclude("iframe[sandbox]").analyze();
    const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    const overflow = await page.evaluate(() =>
      Math.max(document.documentElement.scrollWidth - document.documentElement.clientWidth, 0),
    );
    expect({ said, overflow }, `${what}, ${colorScheme} at ${width}`).toEqual({ said: [], overflow: 0 });
  }
}

/** Waits until the page wears the scheme, and no colour is on its way from one to the other. */
async function expectSettled(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        // in what is folded away, time stands still
        .filter(({ effect }) => (effect as KeyframeEffect).target?.checkVisibility())
        .map((animation) => animation.finished),
    ),
  );
}
