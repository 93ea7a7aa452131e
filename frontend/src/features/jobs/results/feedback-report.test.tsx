import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import type { Report } from "@/api/gen/types.gen";
import { job, report } from "@/test/fixtures";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { FeedbackReportResult } from "./feedback-report";

const REPORT = job({ kind: "feedback_report", title: "S-1042" });

const serve = (shown: Report) => server.use(http.get("*/api/reports/:id/", () => HttpResponse.json(shown)));

it("shows a page in a frame, and leads to where it is read", async () => {
  serve(report.page());
  const result = { format: "html", events: 2000, units: 12, pages: null, size: 48_230 };
  await renderPage(<FeedbackReportResult result={result} job={REPORT} />);
  const frame = await screen.findByTitle("Preview of the report of S-1042");
  expect(frame).toHaveAttribute("src", `/assignment/html/${REPORT.id}`);
  expect(frame).toHaveAttribute("sandbox", "");
  expect(screen.getByText("2,000")).toBeInTheDocument();
  expect(screen.queryByText("Pages")).not.toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Open the report" })).toHaveAttribute(
    "href",
    `/reports/${REPORT.id}`,
  );
});

it("offers a PDF to download", async () => {
  serve(report.pdf());
  const result = { format: "pdf", events: 5, units: 3, pages: 2, size: 61_900 };
  await renderPage(<FeedbackReportResult result={result} job={REPORT} />);
  expect(screen.queryByTitle(/^Preview/)).not.toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Download the PDF" })).toHaveAttribute(
    "href",
    `/assignment/pdf/${REPORT.id}`,
  );
});

it("says that a report is gone", async () => {
  serve(report.gone());
  const result = { format: "html", events: 5, units: 3, pages: null, size: 9_100 };
  await renderPage(<FeedbackReportResult result={result} job={REPORT} />);
  expect(await screen.findByText("This report is no longer kept")).toBeInTheDocument();
  expect(screen.queryByTitle(/^Preview/)).not.toBeInTheDocument();
});
