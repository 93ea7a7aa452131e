import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import type { ImportJob } from "@/api/gen/types.gen";
import { importJob, undoJob, undoState } from "@/test/fixtures";
import { page, refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import type { ResultSearch } from "./result-search";
import { TestScreen } from "./test-screen";

/** A server with one import, which becomes what it is asked to be. */
async function show(first: ImportJob, after: Record<string, ImportJob> = {}, search: ResultSearch = {}) {
  let now = first;
  server.use(
    http.get("*/api/imports/:id/", () => HttpResponse.json(now, { headers: { "Retry-After": "60" } })),
    ...Object.entries(after).map(([act, job]) =>
      http.post(`*/api/imports/:id/${act}/`, () => {
        now = job;
        return HttpResponse.json(job, { status: 202 });
      }),
    ),
  );
  await renderPage(<TestScreen id={first.id} search={search} />);
  await screen.findByRole("heading", { level: 1, name: first.file.name });
}

const words = () => screen.getByTestId("progress-words");
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

it("pauses, says what is in, and goes on", async () => {
  await show(importJob.running(), { pause: importJob.paused(), resume: importJob.running() });
  await press("Pause");
  expect(await screen.findByText("Paused after row 150,000 of 500,000; those rows are in.")).toBe(words());
  // a bar that moves would say that something goes on
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "30");
  await press("Resume");
  expect(await screen.findByRole("button", { name: "Pause" })).toBeInTheDocument();
});

it("keeps going when a pause is taken back before it is heeded", async () => {
  await show(importJob.running({ pause_requested: true }), { resume: importJob.running() });
  expect(screen.getByText("Pausing after the batch at hand")).toBeInTheDocument();
  await press("Keep going");
  expect(await screen.findByRole("button", { name: "Pause" })).toBeInTheDocument();
});

it("says why the last try failed while it waits for the next", async () => {
  await show(importJob.pending({ attempt: 1, failure: importJob.failed().failure }));
  expect(screen.getByText(/^The last try failed: From line 4,017/)).toBeInTheDocument();
});

it("says that a worker was lost, and where it went on", async () => {
  await show(importJob.running({ attempt: 2 }));
  expect(await screen.findByText("The worker was lost. It went on after row 150,000.")).toBeInTheDocument();
});

it("takes rows back that are in: stops, waits until it has, and then undoes", async () => {
  const stopping = importJob.running({ cancel_requested: true });
  const undone = vi.fn();
  let state = undoState.possible();
  await show(importJob.running(), { cancel: stopping });
  server.use(
    http.get("*/api/imports/:id/undo/", () => HttpResponse.json(state)),
    http.post("*/api/imports/:id/undo/", () => {
      undone();
      state = undoState.underway();
      return HttpResponse.json(state.job, { status: 202 });
    }),
  );
  await press("Cancel import");
  await press("Stop, take them back");
  expect(await screen.findByText(/its rows are taken back as soon as it has stopped/)).toBeInTheDocument();
  expect(undone).not.toHaveBeenCalled();
  server.use(http.get("*/api/imports/:id/", () => HttpResponse.json(importJob.cancelled())));
  // it is looked at again after a second
  expect(
    await screen.findByText("Taking its rows back · 3,000 of 9,688 rows", {}, { timeout: 4000 }),
  ).toBeInTheDocument();
  expect(undone).toHaveBeenCalledOnce();
  expect(screen.getByTestId("result")).not.toHaveTextContent("stay in");
});

it("undoes after saying what that does, and says what became of the rows", async () => {
  let state = undoState.possible();
  await show(importJob.completed());
  server.use(
    http.get("*/api/imports/:id/undo/", () => HttpResponse.json(state)),
    http.post("*/api/imports/:id/undo/", () => {
      state = undoState.done();
      return HttpResponse.json(undoJob({ status: "pending" }), { status: 202 });
    }),
    http.get("*/api/imports/:id/", () => HttpResponse.json(importJob.undone())),
  );
  await press("Undo");
  const dialog = await screen.findByRole("dialog", { name: "Undo this import?" });
  expect(dialog).toHaveTextContent("10,000 rows are taken back");
  await userEvent.click(within(dialog).getByRole("button", { name: "Undo the import" }));
  const result = screen.getByTestId("result");
  expect(
    await within(result).findByRole("heading", {
      name: "Undone: 9,688 rows removed, 12 restored, 3 kept because something else has changed them since",
    }),
  ).toBeInTheDocument();
  expect(await within(result).findByRole("button", { name: "Import it again" })).toBeInTheDocument();
  expect(result).toHaveAttribute("data-tone", "quiet");
  expect(within(result).getByRole("link", { name: "Show the 3 rows that were kept" })).toHaveAttribute(
    "href",
    expect.stringContaining("kept=shown"),
  );
  expect(within(result).queryByRole("link", { name: "View rows" })).not.toBeInTheDocument();
});

it("lists the rows that were kept, and what has changed them", async () => {
  server.use(http.get("*/api/imports/:id/undo/", () => HttpResponse.json(undoState.done())));
  await show(importJob.undone(), {}, { kept: "shown" });
  const table = await screen.findByRole("region", { name: "Rows kept" });
  const [, changed, gone] = within(table).getAllByRole("row");
  expect(changed).toHaveTextContent("12customer_id C-00012more.csv has changed this row since.");
  expect(within(changed as HTMLElement).getByRole("link", { name: "Open that import" })).toBeInTheDocument();
  expect(gone).toHaveTextContent("–customer_id C-00013This row is not there any more.");
});

it("says why an import cannot be undone", async () => {
  const reason = "The dataset of this import has been deleted.";
  server.use(http.get("*/api/imports/:id/undo/", () => HttpResponse.json(undoState.impossible(reason))));
  await show(importJob.completed());
  expect(await screen.findByText(`This cannot be undone: ${reason}`)).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Undo" })).not.toBeInTheDocument();
});

it("offers an undo that failed again, with the reason", async () => {
  server.use(http.get("*/api/imports/:id/undo/", () => HttpResponse.json(undoState.failed())));
  await show(importJob.completed({ undo_job: "0199b000-0000-7000-8000-000000000009" }));
  expect(
    await screen.findByText(/nothing was changed: The dataset is in use; try again later\.$/),
  ).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Undo again" })).toBeInTheDocument();
});

it("imports an undone file again as a new import", async () => {
  server.use(
    http.get("*/api/imports/:id/undo/", () => HttpResponse.json(undoState.done())),
    http.post("*/api/jobs/:id/again/", () => refusal(410, "file_not_kept", "The file is no longer kept.")),
  );
  await show(importJob.undone());
  await press("Import it again");
  expect(await screen.findByText("The file is no longer kept.")).toHaveAttribute("role", "alert");
});

it("offers nothing that needs a file which is no longer kept", async () => {
  const file = { ...importJob.partial().file, kept: false };
  server.use(http.get("*/api/imports/:id/issues/", () => page([])));
  await show(importJob.partial({ status: "failed", failure: importJob.failed().failure, file }));
  await userEvent.click(screen.getByRole("tab", { name: "Details" }));
  expect(screen.getByText("The original file is no longer kept.")).toBeInTheDocument();
  expect(screen.queryByRole("link", { name: "Original file" })).not.toBeInTheDocument();
  for (const name of ["Download rejects", /^Resume/, "Upload the mended file"])
    expect(screen.queryByRole("button", { name })).not.toBeInTheDocument();
  expect(screen.queryByRole("tab", { name: "Records" })).not.toBeInTheDocument();
});
