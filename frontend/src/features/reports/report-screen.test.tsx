import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import type { Report } from "@/api/gen/types.gen";
import { job, report, waiting } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { ReportScreen } from "./report-screen";

function serve(...reports: Report[]) {
  server.use(
    http.get("*/api/reports/:id/", ({ params }) => {
      const found = reports.find(({ id }) => id === params.id);
      if (!found) return refusal(404, "not_found", "There is no such report.");
      return HttpResponse.json(found, { headers: { "Retry-After": "60" } });
    }),
  );
}

async function show(
  shown: Report,
  { pdf, ...acts }: { pdf?: string; onPdf?: () => void; onShow?: () => void } = {},
) {
  return renderPage(
    <ReportScreen id={shown.id} pdf={pdf} onPdf={acts.onPdf ?? vi.fn()} onShow={acts.onShow ?? vi.fn()} />,
  );
}

it("shows a page in a frame where no script runs, and which is of no origin", async () => {
  serve(report.page());
  await show(report.page());
  const frame = await screen.findByTitle("Preview of the report of S-1042");
  expect(frame).toHaveAttribute("sandbox", "");
  expect(frame).toHaveAttribute("src", `/assignment/html/${report.page().id}`);
  expect(screen.getByRole("link", { name: "Open in a tab of its own" })).toHaveAttribute("target", "_blank");
});

it("asks for the PDF of a page, and says which one it is to be followed", async () => {
  serve(report.page());
  let body: unknown;
  server.use(
    http.post("*/api/reports/:id/again/", async ({ request }) => {
      body = await request.json();
      return HttpResponse.json(report.pdf({ status: "pending" }), { status: 202 });
    }),
  );
  const onPdf = vi.fn();
  await show(report.page(), { onPdf });
  await userEvent.click(await screen.findByRole("button", { name: "Get it as a PDF" }));
  expect(body).toEqual({ format: "pdf" });
  expect(onPdf).toHaveBeenCalledWith(report.pdf().id);
});

it("offers the PDF that was asked for once it is written", async () => {
  serve(report.page(), report.pdf());
  await show(report.page(), { pdf: report.pdf().id });
  const link = await screen.findByRole("link", { name: "Download the PDF" });
  expect(link).toHaveAttribute("href", `/assignment/pdf/${report.pdf().id}`);
  expect(screen.getAllByText("The PDF is ready: 60.4 KB · 6 pages.").length).toBeGreaterThan(0);
  expect(screen.queryByRole("button", { name: "Get it as a PDF" })).not.toBeInTheDocument();
});

it.each([
  ["could not be written", report.pdf({ ...report.failed(), id: report.pdf().id }), "more than 120 seconds"],
  ["was cancelled", report.pdf({ status: "cancelled", size: null }), "The PDF was cancelled"],
])("lets a PDF that %s be asked for once more", async (_what, pdf, said) => {
  serve(report.page(), pdf);
  await show(report.page(), { pdf: pdf.id });
  expect(await screen.findByText(new RegExp(said))).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Get it as a PDF" })).toBeInTheDocument();
});

it("gives a PDF to download, and the same events as a page", async () => {
  serve(report.pdf());
  server.use(http.post("*/api/reports/:id/again/", () => HttpResponse.json(report.page(), { status: 202 })));
  const onShow = vi.fn();
  await show(report.pdf(), { onShow });
  expect(await screen.findByRole("link", { name: "Download the PDF" })).toBeInTheDocument();
  expect(document.querySelector("iframe")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Show it as a page" }));
  expect(onShow).toHaveBeenCalledWith(report.page().id);
});

it("says what a report waits for, and lets it be cancelled", async () => {
  serve(report.waiting());
  let cancelled = false;
  server.use(
    http.get("*/api/jobs/:id/", () =>
      HttpResponse.json(
        job({
          status: "pending",
          queue: "reports",
          waiting_on: waiting("turn", { position: 3, seconds: 20 }),
        }),
      ),
    ),
    http.post("*/api/jobs/:id/cancel/", () => {
      cancelled = true;
      serve(report.cancelled());
      return HttpResponse.json(job({ status: "cancelled" }), { status: 202 });
    }),
  );
  await show(report.waiting());
  expect(await screen.findByText(/3rd in line · about 20 s/)).toBeInTheDocument();
  expect(document.querySelector("iframe")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await userEvent.click(await screen.findByRole("button", { name: "Cancel the report" }));
  expect(cancelled).toBe(true);
  expect(await screen.findByText("The report was cancelled before it was written.")).toBeInTheDocument();
});

it("says why a report failed and what to do, and tries again", async () => {
  serve(report.failed());
  server.use(
    http.post("*/api/jobs/:id/retry/", () => {
      serve(report.page());
      return HttpResponse.json(job({ status: "pending" }), { status: 202 });
    }),
  );
  await show(report.failed());
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("This report takes more than 120 seconds to write.");
  expect(alert).toHaveTextContent("make a report of fewer events");
  await userEvent.click(within(alert).getByRole("button", { name: "Retry" }));
  expect(await screen.findByTitle("Preview of the report of S-1042")).toBeInTheDocument();
});

it("says of a report that is no longer kept that it is gone", async () => {
  serve(report.gone());
  await show(report.gone());
  expect(await screen.findByText("This report is no longer kept")).toBeInTheDocument();
  expect(document.querySelector("iframe")).toBeNull();
});

it("says that there is no such report", async () => {
  serve();
  await show(report.page());
  expect(await screen.findByText("There is no such report.")).toBeInTheDocument();
});
