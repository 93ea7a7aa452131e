import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import type { JobBulkRequest } from "@/api/gen/types.gen";
import { job } from "@/test/fixtures";
import { page, refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { JobList } from "./job-list";

const FAILED = ["1", "2", "3"].map((id) => job({ id, status: "failed", title: `file${id}.csv` }));

/** A server with three failed jobs and more behind them, of which an act touches `count`. */
async function show(count: number, left = 0) {
  const asked: JobBulkRequest[] = [];
  server.use(
    http.get("*/api/jobs/", () => page(FAILED, "http://localhost/api/jobs/?cursor=x")),
    http.post("*/api/jobs/bulk/", async ({ request }) => {
      const body = (await request.json()) as JobBulkRequest;
      asked.push(body);
      const done = body.dry_run ? 0 : count - left;
      return HttpResponse.json({ count, done, passed_over: 0, left: body.dry_run ? count : left });
    }),
  );
  await renderPage(<JobList filters={{ status: "failed", search: "file" }} onClear={vi.fn()} />);
  await screen.findByText("file1.csv");
  return asked;
}

const press = async (name: string, inside: HTMLElement = document.body) =>
  userEvent.click(await within(inside).findByRole("button", { name }));
const bar = () => screen.getByRole("region", { name: "What is selected" });
const check = (name: string) => userEvent.click(screen.getByRole("checkbox", { name }));

it("says how many it would touch before it touches them, and does not when there are others by then", async () => {
  const asked = await show(2);
  for (const file of ["file1", "file2", "file3"]) await check(`Select File import ${file}.csv`);
  expect(bar()).toHaveTextContent("3 selected");
  await press("Retry", bar());
  const dialog = await screen.findByRole("dialog", { name: "Retry 2 jobs?" });
  expect(dialog).toHaveTextContent("1 other of those selected is passed over");
  expect(asked).toEqual([{ action: "retry", ids: ["1", "2", "3"], dry_run: true }]);

  server.use(
    http.post("*/api/jobs/bulk/", () => refusal(409, "count_changed", "This would touch 1 jobs now, not 2.")),
  );
  await press("Retry 2 jobs", dialog);
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("This would touch 1 jobs now, not 2.");
});

it("does what was asked of as many as was said, and says so", async () => {
  const asked = await show(1);
  await check("Select File import file2.csv");
  await press("Retry", bar());
  await press("Retry 1 job", await screen.findByRole("dialog"));
  expect(await screen.findByText("1 job put back in the line.")).toBeInTheDocument();
  expect(asked.at(-1)).toEqual({ action: "retry", ids: ["2"], expected: 1 });
  expect(screen.queryByText("1 selected")).not.toBeInTheDocument();
});

it("means all that match the filter, shown or not", async () => {
  const asked = await show(7000, 2000);
  await check("Select all that are shown");
  await press("Select all that match the filter");
  expect(bar()).toHaveTextContent("All that match the filter are selected");
  await press("Cancel", bar());
  await press("Cancel 7,000 jobs", await screen.findByRole("dialog"));
  expect(asked.at(-1)).toEqual({ action: "cancel", filter: "status=failed&search=file", expected: 7000 });
  // one call does so much; the selection stays for the rest
  expect(
    await screen.findByText("5,000 jobs asked to stop. 2,000 jobs are left: do it again for the rest."),
  ).toBeInTheDocument();
  expect(bar()).toHaveTextContent("All that match the filter are selected");
});

it("says what was done also when that moved the last job out of the list", async () => {
  await show(1);
  await check("Select File import file1.csv");
  await press("Retry", bar());
  server.use(http.get("*/api/jobs/", () => page([])));
  await press("Retry 1 job", await screen.findByRole("dialog"));
  expect(await screen.findByText("No job matches")).toBeInTheDocument();
  expect(screen.getByText("1 job put back in the line.")).toBeInTheDocument();
});

it("says so when it would touch none, and asks nothing", async () => {
  await show(0);
  await check("Select File import file1.csv");
  await press("Resume", bar());
  expect(await screen.findByText(/^None of them can be resumed/)).toBeInTheDocument();
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});
