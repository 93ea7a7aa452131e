import { type CDPSession, expect, type Page, test } from "@playwright/test";
import { reviewOf } from "./review-support.ts";
import { csv, type Fields } from "./support.ts";

const ROWS = 100_000;
const LONGEST_TASK_MS = 50;

const RULES: Fields = {
  code: {},
  email: { format: "email" },
  born: { type: "date" },
  score: { type: "number" },
};

/** Every seventh row has an email that is none. */
const FILE = csv([
  "code,name,email,born,city,score",
  ...Array.from(
    { length: ROWS },
    (_, n) =>
      `C${n},Person ${n},${n % 7 ? `p${n}@example.org` : "none"},1990-01-15,City ${n % 90},${n % 100}.5`,
  ),
]);

test.describe.configure({ timeout: 240_000 });

test("100,000 rows are scrolled without a long task, and nothing moves as they come", async ({ page }) => {
  await watch(page);
  const { id } = await reviewOf(page, "scroll", FILE, RULES);
  await page.goto(`/imports/${id}?outcome=all`);
  const grid = page.getByRole("grid");
  await expect(grid.getByRole("gridcell", { name: "C0", exact: true })).toBeVisible();
  await expect(grid).toHaveAttribute("aria-rowcount", String(ROWS + 1));
  await page.waitForLoadState("networkidle");

  const tasks = await whileTraced(page, async () => {
    await flyOver(page, 120);
    await rollOn(page, 120);
  });
  expect(await page.evaluate(() => scroller().scrollTop)).toBeGreaterThan(10_000);
  expect(tasks.length).toBeGreaterThan(100);
  expect(tasks.filter((ms) => ms > LONGEST_TASK_MS)).toEqual([]);

  // the last row is reached, and its record comes
  await page.evaluate(() => scroller().scrollTo({ top: Number.MAX_SAFE_INTEGER }));
  await expect(grid.getByRole("gridcell", { name: `C${ROWS - 1}`, exact: true })).toBeVisible();
  expect(await page.evaluate(() => shifts), "layout shifts").toEqual([]);
});

declare const shifts: number[];
declare function scroller(): HTMLElement;

/** Notes what moves on the page by itself. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted: number[] = [];
    Object.assign(window, {
      shifts: noted,
      scroller: () => document.querySelector("[role=grid]")?.parentElement,
    });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
        if (!entry.hadRecentInput) noted.push(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Draws the scrollbar from one end to the other. */
async function flyOver(page: Page, frames: number): Promise<void> {
  await page.evaluate(
    (steps) =>
      new Promise<void>((done) => {
        const box = scroller();
        const step = (frame: number) => {
          box.scrollTop = (box.scrollHeight * frame) / steps;
          if (frame < steps) requestAnimationFrame(() => step(frame + 1));
          else done();
        };
        step(0);
      }),
    frames,
  );
}

/** Reads on from the top as a wheel does. */
async function rollOn(page: Page, turns: number): Promise<void> {
  await page.evaluate(() => scroller().scrollTo({ top: 0 }));
  await page.locator("[role=grid]").hover({ position: { x: 300, y: 200 } });
  for (let turn = 0; turn < turns; turn += 1) await page.mouse.wheel(0, 240);
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Time of the processor, without what the machine gave to others meanwhile. */
  tdur?: number;
  args: { name?: string };
}

/** The milliseconds that each task of the page's main thread took of the processor while something was done. */
async function whileTraced(page: Page, act: () => Promise<void>): Promise<number[]> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel"], excludedCategories: ["*"] },
  });
  await act();
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  const mains = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events
    .filter(({ ph, name, pid, tid }) => ph === "X" && name.endsWith("RunTask") && mains.has(`${pid} ${tid}`))
    .map(({ tdur }) => (tdur ?? 0) / 1000);
}
