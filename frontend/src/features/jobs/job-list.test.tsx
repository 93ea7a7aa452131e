import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { job, jobs } from "@/test/fixtures";
import { page } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { JobList } from "./job-list";
import { isDryRun, jobChip, kindName, progressCount, timeTaken } from "./job-words";

it("offers what each job's state allows", async () => {
  await renderPage(<JobList filters={{}} onClear={vi.fn()} />);
  const [, running, completed, failed, pending] = await screen.findAllByRole("row");
  expect(
    within(running as HTMLElement).getByRole("button", { name: /^Cancel File import/ }),
  ).toBeInTheDocument();
  expect(within(completed as HTMLElement).queryByRole("button")).not.toBeInTheDocument();
  expect(
    within(failed as HTMLElement).getByRole("button", { name: /^Retry File import/ }),
  ).toBeInTheDocument();
  expect(within(pending as HTMLElement).getByText("Render report")).toBeInTheDocument();
});

it("cancels after asking, and reads the list again", async () => {
  let status: "pending" | "cancelled" = "pending";
  server.use(
    http.get("*/api/jobs/", () => page([job({ status })])),
    http.post("*/api/jobs/:id/cancel/", () => {
      status = "cancelled";
      return HttpResponse.json(job({ status }), { status: 202 });
    }),
  );
  await renderPage(<JobList filters={{}} onClear={vi.fn()} />);
  await userEvent.click(await screen.findByRole("button", { name: "Cancel File import customers.csv" }));
  await userEvent.click(
    within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel the job" }),
  );
  expect(await screen.findByText("Cancelled")).toBeInTheDocument();
});

it("asks the server for what the filters say", async () => {
  let asked = "";
  server.use(
    http.get("*/api/jobs/", ({ request }) => {
      asked = new URL(request.url).search;
      return page([]);
    }),
  );
  const filters = { kind: "csv_import", quarantined: "true", search: "may" };
  await renderPage(<JobList filters={filters} onClear={vi.fn()} />);
  expect(await screen.findByText("No job matches")).toBeInTheDocument();
  expect(asked).toBe("?kind=csv_import&quarantined=true&search=may&limit=50");
});

it("never shows as plain success what was done in part", () => {
  expect(jobChip(job())).toBe("completed");
  expect(jobChip(job({ progress: { done: 10, failed: 1, total: 10 } }))).toBe("partial");
  expect(jobChip(jobs.setAside())).toBe("setAside");
  expect(jobChip(job({ status: "cancelled", progress: { done: 5, failed: 1, total: 10 } }))).toBe(
    "cancelled",
  );
});

it("says of a dry run that it is one, and never in green", async () => {
  server.use(http.get("*/api/jobs/", () => page([job({ params: { dry_run: true } })])));
  await renderPage(<JobList filters={{}} onClear={vi.fn()} />);
  expect(await screen.findByText("Dry run")).toBeInTheDocument();
  expect(screen.getByText("Completed")).toHaveAttribute("data-tone", "quiet");
  expect(isDryRun(job())).toBe(false);
});

it("says kinds, counts and times", () => {
  expect(kindName("render_report")).toBe("Render report");
  expect(progressCount(job())).toBe("10,000 / 10,000");
  expect(progressCount(job({ progress: { done: 0, failed: 0, total: 0 } }))).toBe("–");
  expect(timeTaken(job())).toBe("2 s");
  expect(timeTaken(job({ started_at: null }))).toBe("–");
});
