import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import type { Report } from "@/api/gen/types.gen";
import { job, report } from "@/test/fixtures";
import { page } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { ReportList } from "./report-list";
import type { ReportFilters } from "./use-reports";

async function show(reports: Report[], filters: ReportFilters = {}, onClear = vi.fn()) {
  const asked: string[] = [];
  server.use(
    http.get("*/api/reports/", ({ request }) => {
      asked.push(new URL(request.url).search);
      return page(reports);
    }),
  );
  await renderPage(<ReportList filters={filters} onClear={onClear} />);
  return asked;
}

it("lists whose reports there are, how much is in them, and what became of them", async () => {
  await show([report.pdf(), report.failed({ id: "2", student_id: "S-7" })]);
  const [, first, second] = await screen.findAllByRole("row");
  expect(first).toHaveTextContent("S-1042calculus-101");
  expect(first).toHaveTextContent("PDFCompleted20060.4 KB6 pages");
  expect(within(first as HTMLElement).getByRole("link", { name: "S-1042" })).toHaveAttribute(
    "href",
    `/reports/${report.pdf().id}`,
  );
  expect(
    within(first as HTMLElement).getByRole("link", { name: "Its job, of the report of S-1042, PDF" }),
  ).toHaveAttribute("href", `/jobs?job=${report.pdf().id}`);
  expect(second).toHaveTextContent("This report takes more than 120 seconds to write.");
});

it("asks the server for what the filters keep", async () => {
  const asked = await show([], { format: "pdf", status: "failed", search: "S-1" });
  await screen.findByText("No report matches");
  expect(asked[0]).toBe("?format=pdf&status=failed&search=S-1&limit=50");
});

it("lets the filters go where nothing matches, and teaches where there is nothing yet", async () => {
  const onClear = vi.fn();
  await show([], { search: "nobody" }, onClear);
  await userEvent.click(await screen.findByRole("button", { name: "Clear filters" }));
  expect(onClear).toHaveBeenCalled();
});

it("shows how one is made where there is none", async () => {
  await show([]);
  expect(await screen.findByRole("link", { name: "Try it with a sample" })).toHaveAttribute(
    "href",
    "/reports/new?sample=shown",
  );
});

it("retries a report by its job, and reads the list again", async () => {
  const asked = await show([report.failed()]);
  let retried: unknown;
  server.use(
    http.post("*/api/jobs/:id/retry/", ({ params }) => {
      retried = params.id;
      return HttpResponse.json(job({ status: "pending" }), { status: 202 });
    }),
  );
  await userEvent.click(await screen.findByRole("button", { name: "Retry the report of S-1042, Page" }));
  expect(retried).toBe(report.failed().id);
  expect(asked.length).toBeGreaterThan(1);
});
