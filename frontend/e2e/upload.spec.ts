import { expect, type Page, test } from "@playwright/test";
import { chooseFile, inBooks, people, result, startImport, tabTo, unique, uploadFile } from "./support.ts";

/** A file that takes a while to arrive once the line is slow. */
const LARGE = people(150_000);

/** Lets the browser send so many bytes a second, or as fast as it can. */
async function throttle(page: Page, bytesPerSecond: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

async function beginSlowly(page: Page, name: string): Promise<void> {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "browse" })).toBeVisible();
  await throttle(page, 700_000);
  await chooseFile(page, name, LARGE);
  await expect(page.getByTestId("upload-words")).toHaveText(/^[1-9][\d.]* MB of/);
}

/** How much the server holds of the upload that was begun last. */
async function received(page: Page): Promise<number> {
  const answer = await page.request.get("/api/uploads/");
  return (await answer.json()).results[0].received;
}

test("a line that drops in mid-upload loses nothing: it goes on by itself", async ({ page, context }) => {
  const name = unique("dropped_line");
  await beginSlowly(page, `${name}.csv`);
  await context.setOffline(true);
  await expect(page.getByRole("heading", { name: `The upload of ${name}.csv was cut off` })).toBeVisible();
  await expect(page.getByText("The upload goes on by itself as soon as it can")).toBeVisible();
  await expect.poll(() => received(page)).toBeGreaterThan(0);

  const offsets: number[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
  });
  await context.setOffline(false);
  await throttle(page, -1);
  await page.waitForURL(/\/uploads\/.+/);
  expect(Math.max(...offsets)).toBeGreaterThan(0);
  await startImport(page);
  await expect(result(page).getByRole("heading")).toHaveText("150,000 of 150,000 imported", {
    timeout: 60_000,
  });
});

test("an upload is paused and goes on from there", async ({ page }) => {
  const name = unique("paused_upload");
  await beginSlowly(page, `${name}.csv`);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("heading", { name: `The upload of ${name}.csv is paused` })).toBeVisible();
  const before = await page.getByTestId("upload-words").textContent();
  await throttle(page, -1);
  await expect(page.getByTestId("upload-words")).toHaveText(before ?? "");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL(/\/uploads\/.+/);
  await expect(page.getByLabel("Columns are parted by")).toHaveValue("");
});

test("an upload goes on while one looks at another page", async ({ page }) => {
  const name = unique("elsewhere");
  await beginSlowly(page, `${name}.csv`);
  await page.getByRole("link", { name: "History" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("History");
  await throttle(page, -1);
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await page.waitForURL(/\/uploads\/.+/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${name}.csv`);
});

test("after a reload in mid-upload it goes on with the file chosen again, or is discarded", async ({
  page,
}) => {
  const name = unique("reloaded");
  await beginSlowly(page, `${name}.csv`);
  await page.reload();
  const open = page.getByRole("region", { name: "Not imported yet" });
  const own = open.getByRole("listitem").filter({ hasText: `${name}.csv` });
  await expect(own).toContainText(/\d+% of \d(\.\d)? MB is here/);
  const here = await received(page);
  expect(here).toBeGreaterThan(0);

  const again = await Promise.all([
    page.waitForEvent("filechooser"),
    own.getByRole("button", { name: `Choose the file again to go on: ${name}.csv` }).click(),
  ]);
  await again[0].setFiles({ name: `${name}.csv`, mimeType: "text/csv", buffer: people(3) });
  await expect(page.getByText(`This is not ${name}.csv`)).toBeVisible();
  const right = await Promise.all([
    page.waitForEvent("filechooser"),
    own.getByRole("button", { name: `Choose the file again to go on: ${name}.csv` }).click(),
  ]);
  const [patch] = await Promise.all([
    page.waitForRequest((request) => request.method() === "PATCH"),
    right[0].setFiles({ name: `${name}.csv`, mimeType: "text/csv", buffer: LARGE }),
  ]);
  expect(Number(patch.headers()["upload-offset"])).toBeGreaterThanOrEqual(here);
  await page.waitForURL(/\/uploads\/.+/);

  // what was decided so far waits for whoever leaves
  await page.goto("/");
  await page.getByRole("link", { name: `Go on with ${name}.csv` }).click();
  await page.waitForURL(/\/uploads\/.+/);
  await page.goto("/");
  await page.getByRole("button", { name: `Discard ${name}.csv` }).click();
  await page.getByRole("button", { name: "Discard the upload" }).click();
  await expect(page.getByRole("link", { name: `Go on with ${name}.csv` })).toBeHidden();
});

test("an upload that is cancelled leaves nothing on the server", async ({ page }) => {
  const name = unique("cancelled");
  await beginSlowly(page, `${name}.csv`);
  await page.getByRole("button", { name: "Cancel upload" }).click();
  await expect(page.getByText("The upload was cancelled. Nothing was imported.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "browse" })).toBeVisible();
  await expect(page.getByText(`${name}.csv`)).toBeHidden();
});

const TITLED = Buffer.from(
  ["Report of May;;", "code;when;amount", "A1;03/04/2025;1,5", "A2;05/06/2025;2", "A3;x", ""].join("\n"),
);

test("how a file is read is told otherwise, redrawn at once, and kept over a reload", async ({ page }) => {
  const name = unique("told");
  await uploadFile(page, `${name}.csv`, TITLED);
  const table = page.getByRole("region", { name: "The first rows as they are read" });
  await page.getByRole("radio", { name: "Line 1 is the header" }).check();
  await expect(table.getByRole("columnheader", { name: "Report of May" })).toBeVisible();
  await page.getByLabel("Columns are parted by").selectOption("Commas");
  await expect(table.getByRole("cell", { name: "code;when;amount" })).toBeVisible();

  await page.reload();
  await expect(page.getByLabel("Columns are parted by")).toHaveAccessibleDescription("you chose");
  await page.getByLabel("Columns are parted by").selectOption("Detect it");
  await page.getByRole("radio", { name: "Line 2 is the header" }).check();
  await expect(table.getByRole("columnheader", { name: "amount" })).toBeVisible();
  await expect(table.getByText(/2 cells/)).toBeVisible();

  await page.getByLabel("Its name").fill(`${name} of May`);
  await page.getByRole("radio", { name: /3 April 2025/ }).check();
  await page.getByRole("button", { name: "Check the whole file" }).click();
  await page.waitForURL(/\/imports\/.+upload=/);
  await expect(inBooks(page, "Total")).toHaveText("3");
  await page.getByRole("button", { name: /import 2/i }).click();
  await page.waitForURL((url) => /\/imports\//.test(url.pathname) && !url.search.includes("upload="));
  await expect(result(page).getByRole("heading")).toHaveText("2 imported, 1 left out");
  const [dataset] = (await (await page.request.get("/api/datasets/?limit=200")).json()).results.filter(
    ({ title }: { title: string }) => title === `${name} of May`,
  );
  const rows = await (await page.request.get(`/api/datasets/${dataset.slug}/rows/`)).json();
  expect(rows.results.map((row: { when: string }) => row.when)).toEqual(["2025-04-03", "2025-06-05"]);
});

test("columns by other names are mapped by keyboard alone, and the next such file asks nothing", async ({
  page,
}) => {
  const dataset = unique("mapped");
  await uploadFile(page, `${dataset}.csv`, people(3));
  await startImport(page);
  await expect(result(page)).toHaveAttribute("data-tone", "good");

  const strange = (from: number) =>
    Buffer.from(`Kennung,name,born,score\n${from},Ada,1990-01-15,1.5\n${from + 1},Bo,1990-01-16,2.5\n`);
  await uploadFile(page, "strange.csv", strange(1), dataset);
  const on = page.getByRole("button", { name: "Go on: map the columns" });
  await tabTo(page, on);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Map the columns" })).toBeFocused();
  await tabTo(page, page.getByLabel("Field for Kennung"));
  await page.keyboard.type("code");
  await expect(page.getByText("You chose this field.")).toBeVisible();
  await tabTo(page, page.getByLabel("Remember this mapping"));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Check the whole file" }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/imports\/.+upload=/);
  await expect(inBooks(page, "Would insert")).toHaveText("2");

  await page.goto(`/?dataset=${dataset}`);
  await expect(page.getByRole("button", { name: "browse" })).toBeVisible();
  await chooseFile(page, "again.csv", strange(7));
  await page.waitForURL(/\/imports\/.+remembered=true/);
  await expect(inBooks(page, "Would insert")).toHaveText("2");
});

test("required columns that a file lacks are named before it travels", async ({ page }) => {
  await page.goto("/?dataset=customers");
  await expect(page.getByRole("heading", { name: "What Customers expects" })).toBeVisible();
  await throttle(page, 200_000);
  await chooseFile(page, `${unique("other")}.csv`, people(30_000));
  await expect(page.getByText(/seem to be the required/)).toBeVisible();
  await page.getByRole("button", { name: "Cancel upload" }).click();
});
