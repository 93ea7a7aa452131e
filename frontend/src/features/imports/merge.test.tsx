import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import type { ImportJob, Job } from "@/api/gen/types.gen";
import { importJob, job } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { mergedWords, mergingWords } from "./merge-view";
import { TestScreen } from "./test-screen";

const MERGE = "0199b000-0000-7000-8000-00000000000a";

function mergeJob(part: Partial<Job> = {}): Job {
  return job({
    id: MERGE,
    kind: "merge",
    title: "Merge into customers.csv",
    progress: { done: 312, failed: 4, total: 312 },
    result: { merged: 308, still_failed: 4, left_out: 0, not_rejected: 1 },
    ...part,
  });
}

const underway = mergeJob({
  status: "processing",
  progress: { done: 200, failed: 0, total: 312 },
  result: null,
  finished_at: null,
});

/** A server with an import and the merge into it, both as they are now. */
async function show(now: { import: ImportJob; merge?: Job }) {
  server.use(
    http.get("*/api/imports/:id/", () => HttpResponse.json(now.import)),
    http.get("*/api/jobs/:id/", () => HttpResponse.json(now.merge, { headers: { "Retry-After": "0" } })),
  );
  await renderPage(<TestScreen id={now.import.id} />);
  await screen.findByRole("heading", { level: 1 });
  return now;
}

const merging = (part: Partial<ImportJob> = {}): ImportJob => ({
  ...importJob.partial(),
  merge_job: MERGE,
  ...part,
});
const file = new File(["_row,email\n17,ada@example.org\n"], "mended.csv", { type: "text/csv" });

async function chooseMended() {
  await userEvent.click(await screen.findByRole("button", { name: "Upload the mended file" }));
  const dialog = await screen.findByRole("dialog", { name: "Upload the mended file" });
  await userEvent.upload(within(dialog).getByTestId("mended-file-input"), file);
  return dialog;
}

it("takes the mended file, follows its merge, and tells what came of it in the import's own numbers", {
  timeout: 20_000,
}, async () => {
  const now = await show({ import: importJob.partial() });
  let sent = "";
  server.use(
    http.post("*/api/imports/:id/rejects/", async ({ request }) => {
      sent = await request.text();
      now.import = merging({ failed_rows: 112, inserted_rows: 9888 });
      now.merge = underway;
      return HttpResponse.json(underway, { status: 202 });
    }),
  );
  await chooseMended();
  expect(await screen.findByText("Merging the mended rows · 200 of 312 rows")).toBeInTheDocument();
  expect(sent).toContain("17,ada@example.org");
  expect(screen.queryByRole("dialog", { name: "Upload the mended file" })).not.toBeInTheDocument();
  // while it merges, nothing else may be done to it
  for (const name of ["Undo", "Upload the mended file"])
    expect(screen.queryByRole("button", { name })).not.toBeInTheDocument();

  now.import = { ...importJob.completed(), merge_job: MERGE, edited_rows: 312 };
  now.merge = mergeJob({ result: { merged: 312, still_failed: 0, left_out: 0, not_rejected: 0 } });
  const result = screen.getByTestId("result");
  expect(await screen.findByText(/^Merged: 312 rows went in/, {}, { timeout: 10_000 })).toBeInTheDocument();
  await waitFor(() => expect(result).toHaveAttribute("data-tone", "good"));
  expect(within(result).getByRole("heading")).toHaveTextContent(
    "10,000 of 10,000 imported, 312 after mending",
  );
});

it("shows a merge that goes on after a reload", async () => {
  await show({ import: merging(), merge: underway });
  expect(
    await screen.findByRole("progressbar", { name: "Merging mended rows into customers.csv" }),
  ).toHaveAttribute("aria-valuenow", "64");
});

it("stays amber while rows are left out, and offers to mend them", async () => {
  await show({ import: merging({ failed_rows: 4, inserted_rows: 9996 }), merge: mergeJob() });
  expect(
    await screen.findByText(
      /^Merged: 308 rows went in, 4 still have faults, 1 passed over that had not been left out/,
    ),
  ).toBeInTheDocument();
  expect(screen.getByTestId("result")).toHaveAttribute("data-tone", "partial");
  await userEvent.click(screen.getByRole("tab", { name: "Mend here" }));
  expect(screen.getByText("Mending")).toBeInTheDocument();
});

it("says why a mended file is not taken, and takes another", async () => {
  await show({ import: importJob.partial() });
  server.use(
    http.post("*/api/imports/:id/rejects/", () =>
      refusal(400, "no_row_column", "The file has no column _row, so its rows cannot be found again."),
    ),
  );
  const dialog = await chooseMended();
  expect(await within(dialog).findByText(/^The file has no column _row/)).toBeInTheDocument();
  expect(within(dialog).getByRole("button", { name: "browse" })).toBeInTheDocument();
});

it("says why a merge failed", async () => {
  const failure = {
    ...importJob.failed().failure,
    message: "mended.csv has no column _row.",
  } as Job["failure"];
  await show({ import: merging(), merge: mergeJob({ status: "failed", result: null, failure }) });
  expect(await screen.findByText("The merge failed: mended.csv has no column _row.")).toBeInTheDocument();
});

it("does not offer to mend what cannot be merged: a dry run, an undone import", async () => {
  await show({ import: importJob.dryRun() });
  expect(screen.queryByRole("button", { name: "Upload the mended file" })).not.toBeInTheDocument();
  expect(screen.queryByRole("tab", { name: "Mend here" })).not.toBeInTheDocument();
});

it.each([
  [
    { merged: 1, still_failed: 1, left_out: 2, not_rejected: 0 },
    "Merged: 1 row went in, 1 still has faults, 2 left out on purpose",
  ],
  [{ merged: 0, still_failed: 0, left_out: 0, not_rejected: 0 }, "Merged: no row had been mended"],
])("sums up what became of mended rows (%#)", (result, said) =>
  expect(mergedWords(mergeJob({ result }))).toBe(said),
);

it("says that a merge waits", () => {
  expect(mergingWords(mergeJob({ status: "pending" }))).toBe("Waiting to merge the mended rows");
});
