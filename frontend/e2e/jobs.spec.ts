import { expect, type Locator, type Page, test } from "@playwright/test";
import { csrfHeader, csv, importFile, people, result, unique } from "./support.ts";

const jobs = (page: Page): Locator => page.getByRole("region", { name: "Jobs" });

/** An import that fails each time that it is tried: all rows must go in, and one cannot. */
async function failedImport(page: Page): Promise<string> {
  const name = unique("failing");
  await importFile(page, `${name}.csv`, csv(["day,amount", "2024-05-01,1", "2024-05-02,2"]));
  await expect(result(page)).toBeVisible();
  const answer = await page.request.post("/api/imports/", {
    headers: await csrfHeader(page),
    multipart: {
      dataset: name,
      on_error: "abort",
      file: { name: `${name}_bad.csv`, mimeType: "text/csv", buffer: csv(["day,amount", "2024-13-01,1"]) },
    },
  });
  expect(answer.status()).toBe(202);
  await page.goto(`/imports/${(await answer.json()).id}`);
  await expect(result(page)).toHaveAttribute("data-tone", "bad");
  return `${name}_bad.csv`;
}

test("a failed job is retried with all that match, after saying how many", async ({ page }) => {
  const title = await failedImport(page);
  await page.goto("/jobs?status=failed");
  await page.getByLabel("Search in titles and parameters").fill(title);
  await expect(page).toHaveURL(new RegExp(`search=${title}`));
  await expect(jobs(page).getByRole("row")).toHaveCount(2);
  await page.getByRole("checkbox", { name: `Select File import ${title}` }).check();
  const selected = page.getByRole("region", { name: "What is selected" });
  await expect(selected).toContainText("1 selected");
  await selected.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText(/^None of them can be paused/)).toBeVisible();
  await selected.getByRole("button", { name: "Retry" }).click();
  await page
    .getByRole("dialog", { name: "Retry 1 job?" })
    .getByRole("button", { name: "Retry 1 job" })
    .click();
  await expect(page.getByText("1 job put back in the line.")).toBeVisible();

  // it fails again, as its second attempt
  await page.getByRole("group", { name: "Status" }).getByRole("button", { name: "All" }).click();
  await jobs(page).getByRole("link", { name: "File import" }).click();
  const drawer = page.getByRole("dialog", { name: "File import" });
  await expect(drawer.getByText("Attempt 2")).toBeVisible();
  await expect(drawer).toContainText("Correct what is not valid, then run it again.");
});

test("one job is looked into by keyboard alone, at an address of its own", async ({ page }) => {
  const name = unique("keys");
  await importFile(page, `${name}.csv`, csv(["a", "1"]));
  await expect(result(page)).toBeVisible();
  await page.goto(`/jobs?search=${name}`);
  const link = jobs(page).getByRole("link", { name: "File import" });
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/jobs\\?search=${name}&job=`));
  const drawer = page.getByRole("dialog", { name: "File import" });
  await expect(drawer.getByText("Attempt 1")).toBeVisible();
  await expect(drawer.getByText("Completed · 1 of 1")).toBeVisible();
  // the focus is in the drawer and stays there
  await expect(drawer.getByRole("button", { name: "Close" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(drawer.getByRole("link", { name: "Open the import" })).toBeFocused();
  for (let step = 0; step < 8; step++) await page.keyboard.press("Tab");
  await expect(drawer.locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`/jobs\\?search=${name}$`));
  await expect(link).toBeFocused();

  await page.goBack();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs");
});

test("a job is run again with the same parameters, as another job", async ({ page }) => {
  const name = unique("again");
  await importFile(page, `${name}.csv`, csv(["a", "1"]));
  await page.getByRole("link", { name: "Open its job" }).click();
  const drawer = page.getByRole("dialog", { name: "File import" });
  await drawer.getByRole("button", { name: "Run again" }).click();
  const before = page.url();
  await page
    .getByRole("dialog", { name: "Run this job again?" })
    .getByRole("button", { name: "Run it again" })
    .click();
  await expect(page).not.toHaveURL(before);
  await expect(drawer.getByText("Run again from")).toBeVisible();
  await drawer.getByRole("button", { name: "an earlier job" }).click();
  await expect(page).toHaveURL(before);
});

test("a running job is paused, resumed and cancelled beside the list", async ({ page }) => {
  const name = unique("beside");
  await importFile(page, `${name}.csv`, people(300_000));
  await expect(page.getByTestId("progress-words")).toHaveText(/Row [1-9]/);
  await page.getByRole("link", { name: "Open its job" }).click();
  const drawer = page.getByRole("dialog", { name: "File import" });
  await drawer.getByRole("button", { name: "Pause" }).click();
  await drawer.getByRole("button", { name: "Resume" }).click();
  await drawer.getByRole("button", { name: "Cancel" }).click();
  await page
    .getByRole("dialog", { name: "Cancel this job?" })
    .getByRole("button", { name: "Cancel the job" })
    .click();
  await expect(drawer.getByRole("button", { name: "Retry" })).toBeVisible();
});

test("workers and queues are shown as they are", async ({ page }) => {
  await page.goto("/jobs");
  await page.getByRole("link", { name: "Workers" }).click();
  await expect(page).toHaveURL(/\/jobs\/workers$/);
  await expect(page.getByRole("region", { name: "imports", exact: true })).toContainText("1 worker");
  const workers = page.getByRole("region", { name: "Workers and their jobs" });
  await expect(workers.getByText("Alive").first()).toBeVisible();
});

test("the counts stand on the status chips, and all filters outlast a reload", async ({ page }) => {
  const title = await failedImport(page);
  const stem = title.replace("_bad.csv", "");
  await page.goto("/jobs");
  await page.getByLabel("Search in titles and parameters").fill(stem);
  const chips = page.getByRole("group", { name: "Status" });
  await expect(chips.getByRole("button", { name: "All" })).toHaveText("All2");
  await expect(chips.getByRole("button", { name: "Failed" })).toHaveText("Failed1");
  await expect(chips.getByRole("button", { name: "Waiting" })).toHaveText("Waiting0");
  await chips.getByRole("button", { name: "Failed" }).click();
  await page.getByLabel("Kind").selectOption("File import");
  await page.getByLabel("Order").selectOption("Longest first");
  await expect(jobs(page).getByRole("row")).toHaveCount(2);

  await page.reload();
  await expect(jobs(page).getByRole("row").nth(1)).toContainText(title);
  await expect(jobs(page).getByRole("row")).toHaveCount(2);
  await expect(chips.getByRole("button", { name: "Failed" })).toHaveAttribute("aria-pressed", "true");
  // they count what the other filters keep
  await expect(chips.getByRole("button", { name: "All" })).toHaveText("All2");
  await expect(page.getByLabel("Kind")).toHaveValue("csv_import");
  await expect(page.getByLabel("Order")).toHaveValue("-duration");
  await expect(page.getByLabel("Search in titles and parameters")).toHaveValue(stem);
});

test("a new job is begun from its kind's form, once what it was refused for is mended", async ({ page }) => {
  const name = unique("form");
  await importFile(page, `${name}.csv`, csv(["a", "1", "2"]));
  await expect(result(page)).toHaveAttribute("data-tone", "good");
  const address = new URL(page.url()).pathname;
  await page.goto("/jobs");
  await page.getByRole("link", { name: "New job" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("New job");
  await page.getByLabel("Kind").selectOption("undo");
  await expect(page).toHaveURL(/kind=undo/);
  await page.getByRole("textbox", { name: "Import" }).fill("no such import");
  await page.getByRole("button", { name: "Start the job" }).click();
  await expect(page.getByRole("textbox", { name: "Import" })).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("textbox", { name: "Import" }).fill(address.split("/").at(-1) ?? "");
  await page.getByRole("button", { name: "Start the job" }).click();
  await expect(page.getByRole("dialog")).toContainText(/Removed\s*2/);
  await page.goto(address);
  await expect(result(page).getByRole("heading")).toHaveText("Undone: 2 rows removed");
});

test("a job is run again with changes", async ({ page }) => {
  const name = unique("changed");
  await importFile(page, `${name}.csv`, csv(["a", "1"]));
  await page.getByRole("link", { name: "Open its job" }).click();
  const drawer = page.getByRole("dialog", { name: "File import" });
  await drawer.getByRole("link", { name: "Run again with changes" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Run again with changes");
  await page.getByLabel("Mode").selectOption("replace");
  await page.getByRole("button", { name: "Run it again" }).click();
  const dataset = page.getByRole("textbox", { name: "Dataset" });
  await expect(dataset).toHaveAttribute("aria-invalid", "true");
  await dataset.fill(name);
  await page.getByRole("switch", { name: /^Dry run/ }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Run it again" }).click();
  await expect(drawer.getByText("Run again from")).toBeVisible();
  const made = await page.request.get(`/api/jobs/${new URL(page.url()).searchParams.get("job")}/`);
  expect((await made.json()).params).toMatchObject({ mode: "replace", dataset: name, dry_run: true });
});

test("a row stays the same row while its job runs and ends", async ({ page }) => {
  const name = unique("steady");
  await importFile(page, `${name}.csv`, people(150_000));
  await page.goto(`/jobs?search=${name}`);
  const row = jobs(page).getByRole("row").nth(1);
  await expect(row).toContainText("Running");
  const before = await row.elementHandle();
  await expect(row).toContainText("Completed", { timeout: 60_000 });
  expect(await row.evaluate((now, then) => now === then, before)).toBe(true);
});
