import { expect, type Page, test } from "@playwright/test";
import type { ImportJob, Job, Report, UndoState } from "../src/api/gen/types.gen.ts";
import {
  attempts,
  events,
  faultGroups,
  faults,
  importJob,
  job,
  jobs,
  keptRows,
  problem,
  queues,
  report,
  undoState,
  workers,
} from "../src/test/fixtures.ts";
import { expectSound } from "./sound.ts";
import { importFile, people, result, unique, uploadFile } from "./support.ts";

/** States that a healthy stack passes too fast or never, given to the page as the server would. */
const STATES: Record<string, ImportJob> = {
  waiting: importJob.pending(),
  running: importJob.running({ attempt: 2 }),
  pausing: importJob.running({ pause_requested: true }),
  paused: importJob.paused(),
  stopping: importJob.running({ cancel_requested: true }),
  completed: importJob.completed(),
  partial: importJob.partial(),
  failed: importJob.failed(),
  cancelled: importJob.cancelled(),
  "a dry run": importJob.dryRun(),
  "a dry run on its way": importJob.running({ dry_run: true }),
  "an upsert": importJob.upserted({ failed_rows: 0, skipped_rows: 0 }),
  "one that skipped rows": importJob.skipped(),
  "all or nothing": importJob.aborted(),
};

// each page is read four times, and reading a long one takes its time
test.describe.configure({ timeout: 120_000 });

async function showState(
  page: Page,
  job: ImportJob,
  { undo = undoState.possible(), at = "" }: { undo?: UndoState; at?: string } = {},
): Promise<void> {
  await page.route("**/api/imports/*/undo/", (route) => route.fulfill({ json: undo }));
  await page.route("**/api/imports/*/undo/kept/**", (route) =>
    route.fulfill({ json: { next: null, results: keptRows } }),
  );
  await showAttempts(page);
  await page.route("**/api/imports/*/", (route) =>
    route.fulfill({ json: job, headers: { "Retry-After": "60" } }),
  );
  await page.route("**/api/imports/*/issues/**", (route) =>
    route.fulfill({
      json: route.request().url().includes("group=")
        ? { results: faultGroups }
        : { next: null, results: faults },
    }),
  );
  await page.goto(`/imports/${job.id}${at}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(job.file.name);
}

async function showAttempts(page: Page): Promise<void> {
  await page.route("**/api/jobs/*/attempts/**", (route) =>
    route.fulfill({ json: { next: null, results: attempts } }),
  );
}

/** A job in its drawer, beside the list. */
async function showJob(page: Page, job: Job): Promise<void> {
  await showAttempts(page);
  await page.route(/\/api\/jobs\/[\w-]+\/$/, (route) =>
    route.fulfill({ json: job, headers: { "Retry-After": "60" } }),
  );
  await page.route("**/api/jobs/*/events/**", (route) => {
    const types = new URL(route.request().url()).searchParams.getAll("type");
    return types.length > 0
      ? route.fulfill({ json: { next: null, results: events.filter(({ type }) => types.includes(type)) } })
      : route.fulfill({ status: 204 });
  });
  await page.goto(`/jobs?job=${job.id}`);
  const drawer = page.getByRole("dialog", { name: "File import" });
  await expect(drawer.getByText("Attempt 2")).toBeVisible();
  await expect(drawer.getByText("The file says it is UTF-8 and is not.")).toBeVisible();
}

async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.waitForLoadState("networkidle");
}

test("every place is sound", async ({ page }) => {
  for (const address of ["/", "/imports?search=nothing-like-it", "/jobs", "/datasets", "/nowhere"]) {
    await visit(page, address);
    await expectSound(page, address);
  }
});

test("the places of reports are sound", async ({ page }) => {
  for (const address of ["/reports?search=nothing-like-it", "/reports/new?sample=shown"]) {
    await visit(page, address);
    await expectSound(page, address);
  }
});

test("a dataset with its rows and its schema is sound", async ({ page }) => {
  await importFile(page, `${unique("sound")}.csv`, people(300));
  await result(page).getByRole("link", { name: "View rows" }).click();
  const grid = page.getByRole("region", { name: /^Rows of/ });
  await expect(grid.getByRole("cell", { name: "P0000000" })).toBeVisible();
  await expectSound(page, "rows");
  await page.getByRole("tab", { name: "Schema" }).click();
  await expectSound(page, "schema");
  await visit(page, "/?dataset=customers");
  await expectSound(page, "what a dataset expects");
  await visit(page, "/imports");
  await expectSound(page, "history");
});

test("a file that a dataset was sent before is refused soundly", async ({ page }) => {
  const name = unique("known");
  await importFile(page, `${name}.csv`, people(3));
  await uploadFile(page, `${name}.csv`, people(3), name);
  await page.getByRole("button", { name: "Import without review" }).click();
  await expect(page.getByRole("button", { name: "Import it again anyway" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expectSound(page, "a known file");
});

test("the settings are sound, with a new key and without", async ({ page }) => {
  await visit(page, "/settings");
  await expectSound(page, "settings");
  await page.getByLabel("Name").fill(unique("axe"));
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByLabel("New API key")).toBeVisible();
  await expectSound(page, "a new key");
});

for (const [state, job] of Object.entries(STATES)) {
  test(`an import that is ${state} is sound`, async ({ page }) => {
    await showState(page, job);
    await page.waitForLoadState("networkidle");
    await expectSound(page, state);
  });
}

const UNDOING: Record<string, [ImportJob, UndoState]> = {
  "that cannot be undone": [importJob.partial(), undoState.impossible("Its dataset has been deleted.")],
  "that is being undone": [importJob.completed(), undoState.underway()],
  "whose undo failed": [importJob.completed(), undoState.failed()],
  "that was undone": [importJob.undone({ failed_rows: 312, inserted_rows: 9688 }), undoState.done()],
};

for (const [state, [job, undo]] of Object.entries(UNDOING)) {
  test(`an import ${state} is sound`, async ({ page }) => {
    await showState(page, job, { undo, at: "?kept=shown" });
    await page.waitForLoadState("networkidle");
    await expectSound(page, state);
  });
}

test("the question before an import is undone is sound", async ({ page }) => {
  await showState(page, importJob.completed());
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectSound(page, "the question");
});

for (const [state, job] of Object.entries({
  waiting: jobs.waiting(),
  paused: jobs.paused(),
  "set aside": jobs.setAside(),
})) {
  test(`a job that is ${state} is sound in its drawer`, async ({ page }) => {
    await showJob(page, job);
    await expectSound(page, `a drawer, ${state}`);
  });
}

test("jobs that are selected, and the question before they are acted on, are sound", async ({ page }) => {
  await page.route(/\/api\/jobs\/\?/, (route) =>
    route.fulfill({
      json: {
        next: "/api/jobs/?cursor=x",
        results: [jobs.waiting(), jobs.paused({ id: "2" }), jobs.setAside({ id: "3" })],
      },
    }),
  );
  await page.route("**/api/jobs/bulk/", (route) =>
    route.fulfill({ json: { count: 2, done: 0, passed_over: 0, left: 2 } }),
  );
  await page.goto("/jobs");
  await page.getByRole("checkbox", { name: "Select all that are shown" }).check();
  await expectSound(page, "a selection");
  const selected = page.getByRole("region", { name: "What is selected" });
  await selected.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog", { name: "Cancel 2 jobs?" })).toBeVisible();
  await expectSound(page, "the question");
});

const MERGES: Record<string, Job> = {
  "is on its way": merge({
    status: "processing",
    stage: "merging",
    progress: { done: 200, failed: 0, total: 312 },
    result: null,
  }),
  "has been made": merge({ result: { merged: 308, still_failed: 4 } }),
  failed: merge({ status: "failed", failure: jobs.setAside().failure, result: null }),
};

function merge(part: Partial<Job>): Job {
  return job({ id: "0199b000-0000-7000-8000-00000000000a", kind: "merge", title: "people.csv", ...part });
}

for (const [state, merging] of Object.entries(MERGES)) {
  test(`an import whose merge ${state} is sound`, async ({ page }) => {
    await page.route(`**/api/jobs/${merging.id}/`, (route) =>
      route.fulfill({ json: merging, headers: { "Retry-After": "60" } }),
    );
    await showState(page, importJob.partial({ merge_job: merging.id }));
    await expect(page.getByTestId("result")).toContainText(/merg/i);
    await expectSound(page, state);
  });
}

const REPORTS: Record<string, Report> = {
  "that waits": report.waiting(),
  "that is being written": report.underway(),
  "that is paused": report.paused(),
  "that failed": report.failed(),
  "that was cancelled": report.cancelled(),
  "that is no longer kept": report.gone(),
};

for (const [state, shown] of Object.entries(REPORTS)) {
  test(`a report ${state} is sound`, async ({ page }) => {
    await page.route("**/api/reports/*/", (route) =>
      route.fulfill({ json: shown, headers: { "Retry-After": "60" } }),
    );
    await page.route("**/api/jobs/*/", (route) =>
      route.fulfill({ json: jobs.waiting({ queue: "reports" }) }),
    );
    await page.route("**/api/jobs/*/events/**", (route) => route.fulfill({ status: 204 }));
    await page.goto(`/reports/${shown.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(shown.student_id);
    await expectSound(page, state);
  });
}

test("the form of a new job is sound, empty and refused, and where a file is needed instead", async ({
  page,
}) => {
  await visit(page, "/jobs/new?kind=undo");
  await expect(page.getByRole("textbox", { name: "Import" })).toBeVisible();
  await page.getByRole("textbox", { name: "Import" }).fill("no such import");
  await page.getByRole("button", { name: "Start the job" }).click();
  await expect(page.getByRole("textbox", { name: "Import" })).toHaveAttribute("aria-invalid", "true");
  await expectSound(page, "a refused form");
  await visit(page, "/jobs/new?kind=csv_import");
  await expectSound(page, "a kind that needs a file");
});

test("lists that cannot be read say so soundly", async ({ page }) => {
  const detail = "The database is not there. Try again in a minute.";
  const answer = {
    status: 503,
    json: problem(503, "database_away", detail),
    contentType: "application/problem+json",
  };
  await page.route(/\/api\/(imports|jobs|datasets|reports)\/(\?.*)?$/, (route) => route.fulfill(answer));
  for (const address of ["/imports", "/jobs", "/datasets", "/reports"]) {
    await page.goto(address);
    await expect(page.getByText(detail).first()).toBeVisible();
    await expectSound(page, address);
  }
});

test("the workers are sound, alive and lost", async ({ page }) => {
  await page.route("**/api/queues/", (route) => route.fulfill({ json: queues }));
  await page.route("**/api/workers/", (route) => route.fulfill({ json: workers }));
  await visit(page, "/jobs/workers");
  await expectSound(page, "workers");
});

test("the question before an import is stopped is sound", async ({ page }) => {
  await showState(page, importJob.running());
  await page.getByRole("button", { name: "Cancel import" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectSound(page, "the question");
});

test.describe("signed out", () => {
  test.use({ storageState: { cookies: [], origins: [] } });
  test("the sign-in is sound", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expectSound(page, "sign-in");
  });
});

test("nothing moves when data arrives", async ({ page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const address of [
    "/",
    "/?dataset=customers",
    "/imports",
    "/jobs",
    "/jobs/workers",
    "/datasets",
    "/reports",
  ]) {
    await page.goto(address);
    await page.waitForLoadState("networkidle");
    const moved = await page.evaluate(() =>
      (window as unknown as { shifts: number[] }).shifts.reduce((sum, shift) => sum + shift, 0),
    );
    expect(moved, address).toBeLessThan(0.02);
  }
});

test("the policy of the page is not broken, and nothing is written to the console", async ({ page }) => {
  const said: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") said.push(message.text());
  });
  page.on("pageerror", (error) => said.push(error.message));
  for (const address of [
    "/",
    "/imports",
    "/jobs",
    "/jobs/workers",
    "/datasets",
    "/datasets/customers",
    "/reports",
    "/reports/new?sample=shown",
    "/settings",
  ]) {
    await page.goto(address);
    await page.waitForLoadState("networkidle");
  }
  expect(said).toEqual([]);
});
