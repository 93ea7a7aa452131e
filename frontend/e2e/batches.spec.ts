import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectSound } from "./sound.ts";
import { csrfHeader, tabTo } from "./support.ts";

// one after the other: all batches of a service pass one gate, five seconds apart
test.describe.configure({ mode: "serial", timeout: 120_000 });

const form = (page: Page): Locator => page.getByRole("form", { name: "Send ids" });
const ids = (page: Page): Locator => form(page).getByRole("textbox", { name: "Ids" });
const line = (page: Page): Locator =>
  page.getByRole("region", { name: "Batches in the order in which they will go" });
const drawer = (page: Page): Locator => page.getByRole("dialog");

/** Asks as a program would; returns the request's id. */
async function ask(page: Page, numbers: number[], priority: "HIGH" | "MEDIUM" | "LOW"): Promise<string> {
  const answer = await page.request.post("/ingest", {
    headers: await csrfHeader(page),
    data: { ids: numbers, priority },
  });
  expect(answer.status(), await answer.text()).toBe(202);
  return (await answer.json()).ingestion_id;
}

/** Ids that no other test asks for, so that its rows are known by them. */
function numbers(count: number): number[] {
  const first = 1 + Math.floor(Math.random() * 900_000_000);
  return Array.from({ length: count }, (_, place) => first + place);
}

async function cancel(page: Page, ingestion: string): Promise<void> {
  await page.request.post(`/api/id-ingestions/${ingestion}/cancel/`, { headers: await csrfHeader(page) });
}

test("ids are sent, wait in the order in which they go, and come", async ({ page }) => {
  await page.goto("/jobs");
  await page.getByRole("link", { name: "Batches of ids" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Batches of ids");
  const own = numbers(7);
  await ids(page).fill(own.join(" "));
  await expect(form(page)).toContainText("7 ids in 3 batches");
  await form(page).getByRole("combobox", { name: "Priority" }).selectOption("Low");
  await form(page).getByRole("button", { name: "Send" }).click();

  // its request opens at an address of its own
  await expect(page).toHaveURL(/request=[\w-]{36}/);
  await expect(drawer(page)).toContainText("Request of 7 ids");
  await page.reload();
  await expect(drawer(page)).toContainText("Request of 7 ids");
  await drawer(page).getByRole("button", { name: "Close the request" }).click();
  await expect(drawer(page)).toBeHidden();

  // a more urgent one overtakes what waits
  const urgent = numbers(4);
  const overtaking = await ask(page, urgent, "HIGH");
  const last = line(page)
    .getByRole("row")
    .filter({ hasText: String(own[6]) });
  const before = line(page)
    .getByRole("row")
    .filter({ hasText: String(urgent[3]) });
  await expect(before).toBeVisible();
  await expect(last).toBeVisible();
  const place = async (row: Locator) => Number(await row.getByRole("cell").first().innerText());
  expect(await place(before)).toBeLessThan(await place(last));
  await expect(page.getByRole("timer")).toContainText(/Next start in\s*[1-5] s/);

  await expect(last).toBeHidden({ timeout: 60_000 });
  await page.goto(`/jobs/batches?request=${overtaking}&tab=results`);
  const results = drawer(page).getByRole("region", { name: "Results" });
  await expect(results.getByRole("row")).toHaveCount(1 + 4);
  await expect(results.getByRole("row").last()).toContainText(`${urgent[3]}`);
  await expect(results.getByRole("row").last()).toContainText("Fetchedprocessed");
  await expectSound(page, "the results of a request");
});

test("what the server finds wrong stands at the ids", async ({ page }) => {
  await page.goto("/jobs/batches");
  await tabTo(page, ids(page));
  await page.keyboard.type("5 five 0 5.5");
  await tabTo(page, form(page).getByRole("button", { name: "Send" }));
  await page.keyboard.press("Enter");
  await expect(ids(page)).toHaveAccessibleDescription(
    /ids\[1\] \("five"\), ids\[2\] \(0\), ids\[3\] \("5\.5"\)\./,
  );
  await expect(ids(page)).toHaveAttribute("aria-invalid", "true");
  // what was written is still there to be mended
  await expect(ids(page)).toHaveValue("5 five 0 5.5");
  await expectSound(page, "ids that are refused");
});

test("a request is cancelled, and says what came of each id", async ({ page }) => {
  const ingestion = await ask(page, numbers(60), "LOW");
  await page.goto(`/jobs/batches?status=completed&request=${ingestion}`);
  await expect(drawer(page)).toContainText("Request of 60 ids");
  await expectSound(page, "a request on its way");
  await page.setViewportSize({ width: 1440, height: 900 });
  await drawer(page).getByRole("button", { name: "Cancel", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Cancel this request?" });
  await expect(question).toContainText("What has been fetched stays.");
  await question.getByRole("button", { name: "Cancel the request" }).click();
  await expect(question).toBeHidden();
  await expect(drawer(page)).toContainText(/Cancelled|Completed in part/);

  await drawer(page).getByRole("tab", { name: "Results" }).click();
  await expect(page).toHaveURL(/tab=results/);
  await drawer(page).getByRole("combobox", { name: "What came of it" }).selectOption("Cancelled");
  await expect(page).toHaveURL(/outcome=cancelled/);
  const results = drawer(page).getByRole("region", { name: "Results" });
  await expect(results.getByRole("row").nth(1)).toContainText("Cancelled");
  await expect(results.getByRole("row").last()).toContainText(/^\d+Cancelled$/);
  // closed, the list is filtered as it was
  await page.keyboard.press("Escape");
  await expect(drawer(page)).toBeHidden();
  await expect(page).toHaveURL(/status=completed$/);
  await expect(page.getByRole("button", { name: "Completed", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
});

test("a line with those of others in it, and an empty one, are sound", async ({ page }) => {
  const ingestion = await ask(page, numbers(60), "MEDIUM");
  await page.route("**/api/id-batches/line/", async (route) => {
    const answer = await (await route.fetch()).json();
    const next = answer.next.map((batch: { position: number }) => ({
      ...batch,
      position: batch.position + 2,
    }));
    await route.fulfill({ json: { ...answer, next, waiting_of_others: 2 } });
  });
  await page.goto("/jobs/batches");
  await expect(line(page)).toContainText("2 batches of other workspaces before it");
  await expect(page.getByRole("region", { name: "Requests" })).toContainText("60 ids");
  await expectSound(page, "a line");
  await cancel(page, ingestion);

  await page.route("**/api/id-ingestions/?**", (route) =>
    route.fulfill({ json: { next: null, previous: null, results: [] } }),
  );
  await page.route("**/api/id-batches/line/", (route) =>
    route.fulfill({
      json: {
        every_seconds: 5,
        now: new Date().toISOString(),
        opens_at: null,
        waiting: 0,
        waiting_of_others: 0,
        next: [],
        running: [],
      },
    }),
  );
  await page.goto("/jobs/batches");
  await expect(page.getByText("No ids have been asked for yet")).toBeVisible();
  await expect(page.getByText("No batch waits")).toBeVisible();
  await expectSound(page, "batches before the first ids");
});
