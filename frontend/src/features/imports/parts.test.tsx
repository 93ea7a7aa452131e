import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import type { ImportJob } from "@/api/gen/types.gen";
import { importJob } from "@/test/fixtures";
import { page } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { importView } from "./import-view";
import type { ResultSearch } from "./result-search";
import { openTab, resultTabs } from "./result-tabs";
import { stepsOf } from "./steps-of";
import { TestScreen } from "./test-screen";

async function show(job: ImportJob, search: ResultSearch = {}, onSearch = vi.fn()) {
  server.use(
    http.get("*/api/imports/:id/", () => HttpResponse.json(job, { headers: { "Retry-After": "60" } })),
  );
  await renderPage(<TestScreen id={job.id} search={search} onSearch={onSearch} />);
  await screen.findByRole("heading", { level: 1, name: job.file.name });
}

const gone = { ...importJob.partial().file, kept: false };
const tabsOf = (job: ImportJob) => resultTabs(job, importView(job)).join(" ");

describe("what can be looked at", () => {
  it.each<[string, ImportJob, string]>([
    ["a whole import", importJob.completed(), "details records timeline"],
    ["a partial one", importJob.partial(), "faults mend details records timeline"],
    // what its file had cannot be read again
    ["a partial one without its file", importJob.partial({ file: gone }), "faults details timeline"],
    ["one that runs, as far as it has come", importJob.running(), "faults details timeline"],
    ["one that waits", importJob.pending(), "details timeline"],
    [
      "an undone one, which cannot be mended",
      { ...importJob.partial(), undone_at: "2026-03-04T09:40:00Z" },
      "faults details records timeline",
    ],
    ["a check that has ended", importJob.dryRun(), "review details timeline"],
    ["a check that failed", importJob.failed({ dry_run: true }), "details records timeline"],
    ["a check without its file", importJob.dryRun({ file: gone }), "faults details timeline"],
  ])("of %s", (_, job, tabs) => expect(tabsOf(job)).toBe(tabs));

  it("is what the address says, as far as there is such a thing", () => {
    expect(openTab(["faults", "details"], "details")).toBe("details");
    // merged to the last row while somebody mended
    expect(openTab(["details", "records"], "mend")).toBe("details");
  });

  it("is changed with the address, and what was picked out before goes", async () => {
    const onSearch = vi.fn();
    await show(importJob.partial(), { code: "email", column: "email", kept: "shown" }, onSearch);
    await userEvent.click(screen.getByRole("tab", { name: "Records" }));
    expect(onSearch).toHaveBeenCalledWith({ tab: "records", kept: "shown" });
    expect(await screen.findByText("The records")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("tab", { name: "Timeline" }));
    expect(await screen.findByText("The timeline")).toBeInTheDocument();
  });
});

describe("a number in the books", () => {
  const books = () => within(screen.getByRole("region", { name: /^The books/ }));

  it("opens its rows", async () => {
    await show(importJob.partial());
    const left = books().getByRole("link", { name: "Left out: show the 312 records" });
    expect(left.getAttribute("href")).toMatch(/\?tab=records&outcome=failed#records$/);
    expect(
      books().getByRole("link", { name: "Total: show the 10,000 records" }).getAttribute("href"),
    ).toMatch(/outcome=all/);
    await userEvent.click(left);
    expect(screen.getByRole("region", { name: "Parts of this import" })).toHaveFocus();
  });

  it("opens them in the review of a check, which keeps its way back", async () => {
    await show(importJob.dryRun(), { upload: "u1" });
    expect(
      books().getByRole("link", { name: "Would leave out: show the 312 records" }).getAttribute("href"),
    ).toMatch(/\?upload=u1&tab=review&outcome=failed#records$/);
  });

  it("is only a number while rows still come, and where there are none", async () => {
    await show(importJob.running());
    expect(books().queryAllByRole("link")).toHaveLength(0);
  });

  it("says so of rows that somebody left out", async () => {
    await show(importJob.completed({ inserted_rows: 9988, success_rows: 9988, skipped_rows: 12 }));
    expect(books().getByText(/left out on purpose; not a fault/)).toBeInTheDocument();
    expect(screen.getByTestId("result")).toHaveTextContent("are counted as skipped. They are not faults.");
  });
});

describe("the steps of an import", () => {
  it.each<[string, ImportJob, string]>([
    ["a check", importJob.dryRun(), "review"],
    ["one that waits", importJob.pending(), "import"],
    ["one that has ended", importJob.cancelled(), "result"],
  ])("say where %s stands", (_, job, step) =>
    expect(stepsOf(job, importView(job), undefined).current).toBe(step),
  );

  it("lead back to the review that it was made of", async () => {
    await show({ ...importJob.completed(), review: "r1" });
    const steps = within(screen.getByRole("navigation", { name: "Steps of the import" }));
    expect(steps.getByRole("link", { name: /Review/ })).toHaveAttribute("href", "/imports/r1");
  });

  it("lead from a check back to how its file is read and mapped", async () => {
    await show(importJob.dryRun({ dataset: "customers" }), { upload: "u1", remembered: "true" });
    const steps = within(screen.getByRole("navigation", { name: "Steps of the import" }));
    expect(steps.getByRole("link", { name: /Map/ })).toHaveAttribute("href", "/uploads/u1?step=map");
    expect(screen.getByText(/it was read and mapped as last time/)).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Check and map it otherwise" })).toHaveAttribute(
      "href",
      "/uploads/u1?step=check",
    );
  });

  it("have nothing to map where the file makes a dataset of its own", () => {
    const job = importJob.dryRun();
    expect(stepsOf(job, importView(job), "u1")).toMatchObject({ skipped: ["map"], links: { check: {} } });
  });
});

it("leads from a check to the import that was made of it", async () => {
  await show({ ...importJob.dryRun(), imported_as: "i1" });
  expect(screen.getByRole("link", { name: "Open the import made of it" })).toHaveAttribute(
    "href",
    "/imports/i1",
  );
});

it("lists faults while they are found, and more of them when there are more", async () => {
  let job = importJob.running();
  let found = 1;
  server.use(
    http.get("*/api/imports/:id/", () => HttpResponse.json(job, { headers: { "Retry-After": "0" } })),
    http.get("*/api/imports/:id/issues/", ({ request }) =>
      new URL(request.url).searchParams.has("group")
        ? HttpResponse.json({ results: [{ code: "email", column: "email", count: found, samples: [] }] })
        : page([]),
    ),
  );
  await renderPage(<TestScreen id={job.id} />);
  const groups = await screen.findByRole("list", { name: "Kinds of fault" });
  expect(within(groups).getByRole("button", { name: /Invalid email\s+email\s*1$/ })).toBeInTheDocument();
  found = 700;
  job = importJob.running({ failed_rows: 700, inserted_rows: 149_300 });
  expect(
    await within(groups).findByRole("button", { name: /Invalid email\s+email\s*700$/ }, { timeout: 4000 }),
  ).toBeInTheDocument();
});
