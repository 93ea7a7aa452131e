import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import type { ImportJob } from "@/api/gen/types.gen";
import { importJob, inferredColumn, reading } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import type { ResultSearch } from "./result-search";
import { TestScreen } from "./test-screen";

async function show(job: ImportJob, search: ResultSearch = {}, onSearch = vi.fn()) {
  server.use(
    http.get("*/api/imports/:id/", () => HttpResponse.json(job, { headers: { "Retry-After": "60" } })),
  );
  await renderPage(<TestScreen id={job.id} search={search} onSearch={onSearch} />);
  await screen.findByRole("heading", { level: 1, name: job.file.name });
}

it("shows a partial import in amber, with its rejects to download", async () => {
  await show(importJob.partial());
  const result = screen.getByTestId("result");
  expect(result).toHaveAttribute("data-tone", "partial");
  expect(within(result).getByRole("heading")).toHaveTextContent("9,688 imported, 312 left out");
  await userEvent.click(within(result).getByRole("button", { name: "Download rejects" }));
  // nothing has a place on the screen here, so the menu takes its button for gone
  const files = await within(result).findAllByRole("menuitem", { hidden: true });
  expect(files.map((file) => file.getAttribute("href")?.split("?")[1])).toEqual([
    "format=csv",
    "format=csv-safe",
    "format=xlsx",
  ]);
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
  await userEvent.click(screen.getByRole("button", { name: "Resume after row 4,000" }));
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
    "149,400 rows are in. Keep them or take them back? The other 350,000 rows will not be read.",
  );
  expect(stopped).not.toHaveBeenCalled();
  await userEvent.click(within(dialog).getByRole("button", { name: "Stop, keep the rows" }));
  expect(await screen.findByText("Stopping after the batch at hand")).toBeInTheDocument();
});

it("says the place in the line while it waits", async () => {
  await show(importJob.pending());
  expect(screen.getByTestId("progress-words")).toHaveTextContent("3rd in line · about 20 s");
});

it("groups the faults and filters by a click", async () => {
  const onSearch = vi.fn();
  await show(importJob.partial(), {}, onSearch);
  const groups = await screen.findByRole("list", { name: "Kinds of fault" });
  const table = await screen.findByRole("region", { name: "Faults" });
  expect(within(table).getByText("whole row")).toBeInTheDocument();
  await userEvent.click(within(groups).getByRole("button", { name: /Invalid email\s+email\s*200/ }));
  expect(onSearch).toHaveBeenCalledWith({ code: "email", column: "email" });
  await waitFor(() => expect(within(table).queryByText("whole row")).not.toBeInTheDocument());
  expect(within(table).getByText("ada.example.org")).toBeInTheDocument();
});

it("shows only the faults of the kind in the address", async () => {
  await show(importJob.partial(), { code: "date", column: "signed_up" });
  const table = await screen.findByRole("region", { name: "Faults" });
  expect(within(table).getAllByRole("row")).toHaveLength(2);
  expect(screen.getByRole("button", { name: /Not a date/ })).toHaveAttribute("aria-pressed", "true");
});

it("shows the server's words when there is no such import", async () => {
  server.use(http.get("*/api/imports/:id/", () => refusal(404, "not_found", "There is no such import.")));
  await renderPage(<TestScreen id="x" />);
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no such import.");
});

describe("a dry run", () => {
  it("is never taken for an import: badge, headline, lead, books; no rows to view", async () => {
    await show(importJob.dryRun({ dataset: "customers" }));
    const result = screen.getByTestId("result");
    expect(screen.getByText("Dry run")).toBeInTheDocument();
    expect(within(result).getByRole("heading")).toHaveTextContent(
      "Dry run: 9,688 would go in, 312 would be left out",
    );
    expect(result).toHaveTextContent("This was a dry run: nothing was written.");
    expect(screen.queryByRole("link", { name: "View rows" })).not.toBeInTheDocument();
    const books = screen.getByRole("region", { name: "The books of the dry run" });
    expect(within(books).getByText("Would insert")).toBeInTheDocument();
    expect(within(books).queryByText("Inserted")).not.toBeInTheDocument();
    expect(screen.getByRole("tab", { name: "Review", selected: true })).toBeInTheDocument();
    expect(screen.getByText("The review")).toBeInTheDocument();
    expect(document.title).toContain("Dry run: 9,688 would go in");
  });

  it("is not green when all would go in", async () => {
    await show(importJob.completed({ dry_run: true }));
    expect(screen.getByTestId("result")).toHaveAttribute("data-tone", "busy");
    expect(screen.getByText("Completed")).toHaveAttribute("data-tone", "quiet");
    expect(screen.getByTestId("result")).toHaveTextContent("Every row of the file would go in.");
  });

  it("says that nothing was written also when it failed or was cancelled", async () => {
    await show(importJob.failed({ dry_run: true }));
    expect(screen.getByTestId("result")).toHaveTextContent("nothing was written");
    expect(screen.getByTestId("result")).not.toHaveTextContent("stay in");
  });

  it("asks before it stops, and does not speak of rows that are in", async () => {
    await show(importJob.running({ dry_run: true }));
    await userEvent.click(screen.getByRole("button", { name: "Cancel dry run" }));
    expect(await screen.findByRole("dialog", { name: "Stop this dry run?" })).toHaveTextContent(
      "Nothing has been written. The other 350,000 rows will not be checked.",
    );
  });
});

it("counts rows skipped on request without calling them faults", async () => {
  await show(importJob.skipped());
  const result = screen.getByTestId("result");
  expect(result).toHaveAttribute("data-tone", "good");
  expect(result).toHaveTextContent("Rows whose key has come before are skipped. They are not faults.");
  expect(screen.queryByRole("button", { name: "Download rejects" })).not.toBeInTheDocument();
  expect(screen.queryByText("What was left out")).not.toBeInTheDocument();
  const meanings = screen.getByRole("list", { name: "What the books mean" });
  expect(meanings).toHaveTextContent("Skipped: passed over as a duplicate; not a fault");
  expect(meanings).not.toHaveTextContent("Updated");
});

it("explains the books of an upsert", async () => {
  await show(importJob.upserted());
  expect(screen.getByTestId("result")).toHaveTextContent("1,200 inserted, 300 updated, 8,500 unchanged");
  expect(screen.getByTestId("result")).toHaveTextContent("Every row of the file is in the dataset.");
  const meanings = screen.getByRole("list", { name: "What the books mean" });
  expect(within(meanings).getAllByRole("listitem")).toHaveLength(2);
});

it("says of all or nothing that nothing went in, and lists what stopped it", async () => {
  await show(importJob.aborted());
  const result = screen.getByTestId("result");
  expect(result).toHaveAttribute("data-tone", "bad");
  expect(result).toHaveTextContent("Nothing was imported: all records must go in or none");
  expect(result).toHaveTextContent("First bad line: 17");
  expect(result).toHaveTextContent("The dataset is as it was before.");
  expect(result).toHaveTextContent("import all of it again");
  expect(result).not.toHaveTextContent("stay in");
  expect(within(result).getByRole("button", { name: "Download rejects" })).toBeInTheDocument();
  expect(within(result).queryByRole("link", { name: "View rows" })).not.toBeInTheDocument();
  expect(screen.getByText("What stopped it")).toBeInTheDocument();
  expect(await screen.findByRole("region", { name: "Faults" })).toBeInTheDocument();
});

it("says of too many faults what is in, and lists them", async () => {
  await show(importJob.tooManyErrors());
  const result = screen.getByTestId("result");
  expect(result).toHaveTextContent("600 records are faulty, and max_errors is 5%");
  expect(result).toHaveTextContent("3,400 rows went in before that and stay in.");
  expect(within(result).getByRole("button", { name: "Download rejects" })).toBeInTheDocument();
  expect(within(result).getByRole("link", { name: "View rows" })).toBeInTheDocument();
});

it("says of a replacement that failed that nothing went in", async () => {
  await show(importJob.failed({ mode: "replace" }));
  expect(screen.getByTestId("result")).toHaveTextContent("Nothing went in.");
  expect(screen.queryByRole("link", { name: "View rows" })).not.toBeInTheDocument();
});

describe("the details", () => {
  const details = () => screen.getByRole("region", { name: /^About this/ });

  it("say how it was imported, in people's words", async () => {
    await show(importJob.upserted({ duplicates: "last_wins", on_error: "abort", max_errors: "1000" }));
    expect(details()).toHaveTextContent("Insert or update");
    expect(details()).toHaveTextContent("The last row counts");
    expect(details()).toHaveTextContent("Nothing goes in: all rows or none");
    expect(details()).toHaveTextContent("at most 1,000");
  });

  it("say nothing of what is usual", async () => {
    await show(importJob.completed());
    expect(within(details()).queryByText("Duplicates")).not.toBeInTheDocument();
    expect(within(details()).queryByText("When a row has a fault")).not.toBeInTheDocument();
    expect(within(details()).queryByText("Faulty rows allowed")).not.toBeInTheDocument();
    expect(screen.queryByText("Types found")).not.toBeInTheDocument();
  });

  it.each([
    ["delimited", "Delimited text", ["Encoding", "Delimiter", "Header"], []],
    ["xlsx", "Excel", ["Header"], ["Encoding", "Delimiter"]],
    ["jsonl", "JSON Lines", ["Encoding"], ["Delimiter", "Header"]],
  ] as const)("say of %s only what it has", async (format, said, has, lacks) => {
    await show(importJob.completed({ result: reading({ format, notes: ["Sheet 2 of 3: Orders."] }) }));
    expect(within(details()).getByText(said)).toBeInTheDocument();
    for (const name of has) expect(within(details()).getByText(name)).toBeInTheDocument();
    for (const name of lacks) expect(within(details()).queryByText(name)).not.toBeInTheDocument();
    expect(within(details()).getByText("Sheet 2 of 3: Orders.")).toBeInTheDocument();
  });
});

describe("the types found", () => {
  const table = () => screen.getByRole("region", { name: "Columns and their types" });

  it("come with their evidence", async () => {
    await show(importJob.dryRun(), { tab: "details" });
    expect(screen.getByText("Insert new rows · dry run")).toBeInTheDocument();
    const [, code, amount] = within(table()).getAllByRole("row");
    expect(code).toHaveTextContent(
      "codestring10,000 valueskept as text: 1,204 values start with 0 · such as 007, 008",
    );
    expect(amount).toHaveTextContent("amountnumber9,988 values, 12 empty");
    expect(screen.queryByRole("button", { name: /^Show/ })).not.toBeInTheDocument();
  });

  it("show the first twelve columns of many, and all when asked", async () => {
    const columns = Array.from({ length: 40 }, (_, n) => inferredColumn({ label: `column_${n + 1}` }));
    await show(importJob.completed({ result: reading({ inferred: { schema: { fields: [] }, columns } }) }));
    expect(within(table()).getAllByRole("row")).toHaveLength(13);
    await userEvent.click(screen.getByRole("button", { name: "Show all 40 columns", expanded: false }));
    expect(within(table()).getAllByRole("row")).toHaveLength(41);
    await userEvent.click(screen.getByRole("button", { name: "Show the first 12 columns", expanded: true }));
    expect(within(table()).getAllByRole("row")).toHaveLength(13);
  });
});
