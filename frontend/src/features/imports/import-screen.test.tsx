import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import type { ImportJob } from "@/api/gen/types.gen";
import { importJob } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { ImportScreen } from "./import-screen";

async function show(job: ImportJob, onFilter = vi.fn(), filter = {}) {
  server.use(
    http.get("*/api/imports/:id/", () => HttpResponse.json(job, { headers: { "Retry-After": "60" } })),
  );
  await renderPage(<ImportScreen id={job.id} filter={filter} onFilter={onFilter} />);
  await screen.findByRole("heading", { level: 1, name: job.file.name });
}

it("shows a partial import in amber, with its rejects to download", async () => {
  await show(importJob.partial());
  const result = screen.getByTestId("result");
  expect(result).toHaveAttribute("data-tone", "partial");
  expect(within(result).getByRole("heading")).toHaveTextContent("9,688 imported, 312 left out");
  const rejects = within(result).getByRole("link", { name: "Download rejects" });
  expect(rejects).toHaveAttribute("href", expect.stringMatching(/rejects\/\?format=csv$/));
  expect(within(result).getByRole("link", { name: "Download for a spreadsheet" })).toHaveAttribute(
    "href",
    expect.stringMatching(/format=csv-safe$/),
  );
});

it("shows a whole import in green, without faults", async () => {
  await show(importJob.completed());
  expect(screen.getByTestId("result")).toHaveAttribute("data-tone", "good");
  expect(screen.getByText("10,000 of 10,000 imported")).toBeInTheDocument();
  expect(screen.queryByText("What was left out")).not.toBeInTheDocument();
  expect(screen.getByRole("link", { name: "View rows" })).toHaveAttribute(
    "href",
    `/datasets/customers?import=${importJob.completed().id}`,
  );
});

it("says of a failed import why, the line, and what is in", async () => {
  await show(importJob.failed());
  const result = screen.getByTestId("result");
  expect(result).toHaveAttribute("data-tone", "bad");
  expect(result).toHaveTextContent("From line 4,017 on the file is not text");
  expect(result).toHaveTextContent("First bad line: 4,017");
  expect(result).toHaveTextContent("4,000 rows went in before that and stay in.");
});

it("tries again, and shows the server's reason when it cannot", async () => {
  await show(importJob.failed());
  server.use(
    http.post("*/api/imports/:id/retry/", () =>
      refusal(409, "wrong_state", "The import is running already."),
    ),
  );
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The import is running already.");
});

it("has the ledger in sight while it runs", async () => {
  await show(importJob.running());
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "30");
  expect(screen.getByTestId("progress-words")).toHaveTextContent(
    "Row 150,000 of 500,000 · 381,000 rows/s · 1 s left",
  );
  const books = screen.getByRole("region", { name: "The books" });
  expect(within(books).getByText("149,400")).toBeInTheDocument();
  expect(within(books).getByText("350,000")).toBeInTheDocument();
});

it("asks before it stops, and says what stays", async () => {
  await show(importJob.running());
  const stopped = vi.fn(() =>
    HttpResponse.json(importJob.running({ cancel_requested: true }), { status: 202 }),
  );
  server.use(http.post("*/api/imports/:id/cancel/", stopped));
  await userEvent.click(screen.getByRole("button", { name: "Cancel import" }));
  const dialog = await screen.findByRole("dialog", { name: "Stop this import?" });
  expect(dialog).toHaveTextContent(
    "149,400 rows are in and stay in. The other 350,000 rows will not be read.",
  );
  expect(stopped).not.toHaveBeenCalled();
  await userEvent.click(within(dialog).getByRole("button", { name: "Stop the import" }));
  expect(await screen.findByText("Stopping after the batch at hand")).toBeInTheDocument();
});

it("says the place in the line while it waits", async () => {
  await show(importJob.pending());
  expect(screen.getByTestId("progress-words")).toHaveTextContent("3rd in line");
});

it("groups the faults and filters by a click", async () => {
  const onFilter = vi.fn();
  await show(importJob.partial(), onFilter);
  const groups = await screen.findByRole("list", { name: "Kinds of fault" });
  await userEvent.click(within(groups).getByRole("button", { name: /Invalid email\s+email\s*200/ }));
  expect(onFilter).toHaveBeenCalledWith({ code: "email", column: "email" });
  const table = await screen.findByRole("region", { name: "Faults" });
  expect(within(table).getByText("ada.example.org")).toBeInTheDocument();
  expect(within(table).getByText("whole row")).toBeInTheDocument();
});

it("shows only the faults of the kind in the address", async () => {
  await show(importJob.partial(), vi.fn(), { code: "date", column: "signed_up" });
  const table = await screen.findByRole("region", { name: "Faults" });
  expect(within(table).getAllByRole("row")).toHaveLength(2);
  expect(screen.getByRole("button", { name: /Not a date/ })).toHaveAttribute("aria-pressed", "true");
});

it("shows the server's words when there is no such import", async () => {
  server.use(http.get("*/api/imports/:id/", () => refusal(404, "not_found", "There is no such import.")));
  await renderPage(<ImportScreen id="x" filter={{}} onFilter={vi.fn()} />);
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no such import.");
});
