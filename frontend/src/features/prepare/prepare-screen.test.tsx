import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import type { Mapping, Preview } from "@/api/gen/types.gen";
import { customers, importJob, problem } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { mapping, preview, previewColumn, suggestion } from "@/test/preview";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { upload } from "@/test/tus";
import type { Draft } from "./draft";
import { PrepareScreen } from "./prepare-screen";

const ID = upload().id;

let drafts: Draft[];
let posted: Record<string, unknown>[];
let asked: URLSearchParams[];
let made: Record<string, unknown>[];
const onStarted = vi.fn();
const onStep = vi.fn();

beforeEach(() => {
  drafts = [];
  posted = [];
  asked = [];
  made = [];
  onStarted.mockClear();
  onStep.mockClear();
});

/** A file that is here, with what was decided before, and a server that answers each look with `looks`. */
function here(draft: Draft = {}, look: (query: URLSearchParams) => Preview | Response = () => preview()) {
  let kept = draft;
  server.use(
    http.get("*/api/uploads/:id/", () =>
      HttpResponse.json(upload({ name: "may.csv", draft: kept as never })),
    ),
    http.put("*/api/uploads/:id/draft/", async ({ request }) => {
      kept = (await request.json()) as Draft;
      drafts.push(kept);
      return HttpResponse.json(upload({ draft: kept as never }));
    }),
    http.get("*/api/uploads/:id/preview/", ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      const seen = look(query);
      return seen instanceof Response ? seen : HttpResponse.json(seen);
    }),
    http.post("*/api/imports/", async ({ request }) => {
      posted.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json(importJob.pending(), { status: 202 });
    }),
    http.post("*/api/datasets/", async ({ request }) => {
      made.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json({ ...customers, slug: `made_${made.length}` }, { status: 201 });
    }),
  );
}

async function show(step?: "check" | "map") {
  return renderPage(
    <PrepareScreen
      id={ID}
      step={step}
      datasets={[customers]}
      drawInto={(value, onChange) => (
        <button type="button" onClick={() => onChange("customers")}>
          into {value ?? "a new dataset"}
        </button>
      )}
      onStep={onStep}
      onStarted={onStarted}
    />,
  );
}

const intoCustomers = (part: Partial<Mapping> = {}) =>
  preview({ labels: ["id", "name", "mail"], mapping: mapping(part) });

it("says how the file is read, and has it checked or imported as it is", async () => {
  here();
  const { unmount } = await show();
  expect(await screen.findByLabelText("Columns are parted by")).toHaveDisplayValue("Semicolons");
  expect(screen.getByLabelText("Encoding")).toHaveDisplayValue("UTF-8");
  expect(screen.getByLabelText("Left out at the end")).toHaveDisplayValue("The last row");
  expect(screen.getByRole("radio", { name: "Line 3 is the header" })).toBeChecked();
  expect(screen.getByText("This row has 1 cell, the header has 2.")).toBeInTheDocument();

  await userEvent.click(screen.getByRole("button", { name: "Check the whole file" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalledTimes(1));
  expect(onStarted.mock.calls[0]?.[1]).toEqual({ asLastTime: false });
  unmount();

  await show();
  await userEvent.click(await screen.findByRole("button", { name: "Import without review" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalledTimes(2));
  expect(posted).toEqual([
    { upload: ID, dry_run: true, force: false },
    { upload: ID, dry_run: false, force: false },
  ]);
  expect(made).toEqual([]);
});

it("reads it again as somebody says, keeps that on the server, and lets it be recognised again", async () => {
  here({}, (query) => {
    const delimiter = JSON.parse(query.get("dialect") ?? "{}").delimiter ?? ";";
    return preview({ dialect: { ...preview().dialect, delimiter } });
  });
  await show();
  const delimiter = await screen.findByLabelText("Columns are parted by");
  expect(delimiter).toHaveAccessibleDescription("detected");
  await userEvent.selectOptions(delimiter, "Tabs");
  await waitFor(() => expect(delimiter).toHaveDisplayValue("Tabs"));
  expect(delimiter).toHaveAccessibleDescription("you chose");
  expect(drafts.at(-1)).toEqual({ dialect: { delimiter: "\t" } });
  expect(asked.at(-1)?.get("dialect")).toBe('{"delimiter":"\\t"}');
  await userEvent.selectOptions(delimiter, "Detect it");
  await waitFor(() => expect(drafts.at(-1)).toEqual({ dialect: {} }));
});

it.each([
  ["a line", "Line 4 is the header", { header_row: 4 }],
  ["a line above it", "Line 1 is the header", { header_row: 1 }],
  ["none", "The file has no header", { header: false }],
])("takes %s for the header", async (_, name, dialect) => {
  here();
  await show();
  await userEvent.click(await screen.findByRole("radio", { name }));
  await waitFor(() => expect(drafts.at(-1)).toEqual({ dialect }));
  await userEvent.click(screen.getByRole("button", { name: "Detect the header again" }));
  await waitFor(() => expect(drafts.at(-1)).toEqual({ dialect: {} }));
});

it("offers the sheets of a workbook and nothing of how text is written", async () => {
  here({}, () => preview({ format: "xlsx", sheet: "May", sheets: ["April", "May"] }));
  await show();
  await userEvent.selectOptions(await screen.findByLabelText("Sheet"), "April");
  await waitFor(() => expect(drafts.at(-1)).toEqual({ dialect: { sheet: "April" } }));
  expect(screen.queryByLabelText("Encoding")).not.toBeInTheDocument();
});

it("asks for no header where records name their own columns", async () => {
  const line = { line: 1, fault: null };
  const rows = [
    { ...line, row: 1, cells: ["P1", "a"] },
    { ...line, row: 2, cells: ["P2", "b"] },
  ];
  here({}, () => preview({ format: "json", header_line: null, rows }));
  await show();
  expect(await screen.findByText("P2")).toBeInTheDocument();
  expect(screen.queryByRole("radio", { name: /header/ })).not.toBeInTheDocument();
});

it("asks which number of a date is the day, and makes the dataset that is answered for", async () => {
  here();
  const { unmount } = await show();
  expect(await screen.findByText(/One column can be read in more than one way/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("radio", { name: "03/04/2025 is 3 April 2025" }));
  await waitFor(() => expect(screen.queryByText(/can be read in more than one way/)).not.toBeInTheDocument());
  expect(screen.getByLabelText("Type of signed")).toHaveDisplayValue("date · %d/%m/%Y");

  await userEvent.click(screen.getByRole("button", { name: "Check the whole file" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalled());
  expect(made).toEqual([
    {
      title: "may",
      schema: {
        fields: [
          { name: "code", type: "string", title: "code" },
          { name: "signed", title: "signed", type: "date", format: "%d/%m/%Y" },
        ],
      },
    },
  ]);
  expect(posted.at(-1)).toMatchObject({ dataset: "made_1", mapping: { code: "code", signed: "signed" } });

  unmount();

  // whoever comes back and changes nothing gets the same dataset
  await show();
  await userEvent.click(await screen.findByRole("button", { name: "Import without review" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalledTimes(2));
  expect(made).toHaveLength(1);
});

it("keeps to the recognised type when told so, without making a dataset beforehand", async () => {
  here();
  await show();
  await userEvent.click(await screen.findByRole("radio", { name: "Keep it as string" }));
  await waitFor(() => expect(screen.queryByText(/can be read in more than one way/)).not.toBeInTheDocument());
  await userEvent.click(screen.getByRole("button", { name: "Import without review" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalled());
  expect(made).toEqual([]);
});

it("calls the dataset as it was typed up to the click, and keeps the last letter", async () => {
  here();
  await show();
  await userEvent.type(await screen.findByLabelText("Its name"), "Sales of May");
  await userEvent.click(screen.getByRole("button", { name: "Check the whole file" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalled());
  expect(made).toMatchObject([{ title: "Sales of May" }]);
  expect(drafts.at(-1)).toMatchObject({ title: "Sales of May", made: { slug: "made_1" } });
});

it("replaces the empty dataset of an earlier choice, and leaves one with rows alone", async () => {
  const removed: unknown[] = [];
  here({ title: "Second", made: { slug: "first", of: "other choices" } });
  let row_count = 0;
  server.use(
    http.get("*/api/datasets/first/", () => HttpResponse.json({ ...customers, slug: "first", row_count })),
    http.delete("*/api/datasets/:slug/", ({ params }) => {
      removed.push(params.slug);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { unmount } = await show();
  await userEvent.click(await screen.findByRole("button", { name: "Check the whole file" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalledTimes(1));
  expect(removed).toEqual(["first"]);
  expect(made).toMatchObject([{ title: "Second" }]);
  unmount();

  row_count = 5;
  here({ title: "Third", made: { slug: "first", of: "other choices" } });
  await show();
  await userEvent.click(await screen.findByRole("button", { name: "Check the whole file" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalledTimes(2));
  expect(removed).toEqual(["first"]);
});

it("leaves columns out, but not all of them", async () => {
  here();
  await show();
  await userEvent.click(await screen.findByRole("checkbox", { name: "Keep signed" }));
  await waitFor(() => expect(drafts.at(-1)).toEqual({ left_out: ["signed"] }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Keep code" }));
  expect(await screen.findByText("Keep at least one column.")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Check the whole file" })).toBeDisabled();
});

it("leads to the mapping when the file goes into a dataset that is there", async () => {
  here({}, (query) => (query.has("dataset") ? intoCustomers() : preview()));
  await show();
  await userEvent.click(await screen.findByRole("button", { name: "into a new dataset" }));
  await userEvent.click(await screen.findByRole("button", { name: "Go on: map the columns" }));
  expect(onStep).toHaveBeenCalledWith("map");
  await waitFor(() => expect(drafts.at(-1)).toMatchObject({ dataset: "customers", step: "map" }));
});

it("names what is not mapped and blocks going on, until a column is sent there", async () => {
  here({ dataset: "customers" }, () => intoCustomers());
  await show("map");
  expect(await screen.findByText(/No column goes to the required field email/)).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Check the whole file" })).toBeDisabled();
  expect(screen.getByText("Choose a column for the required email first.")).toBeInTheDocument();

  const row = (label: string) => within(screen.getByRole("row", { name: new RegExp(`^${label} `) }));
  expect(row("id").getByText("Suggested")).toBeInTheDocument();
  expect(row("mail").getByText("Not mapped")).toBeInTheDocument();
  await userEvent.selectOptions(screen.getByLabelText("Field for mail"), "email (required)");
  expect(await screen.findByText("Every required field has a column.")).toBeInTheDocument();
  expect(row("mail").getByText("You chose")).toBeInTheDocument();

  await userEvent.click(screen.getByRole("radio", { name: /^Add and update/ }));
  await userEvent.click(screen.getByRole("checkbox", { name: /Remember this mapping/ }));
  await userEvent.click(screen.getByRole("button", { name: "Check the whole file" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalled());
  expect(posted.at(-1)).toEqual({
    upload: ID,
    dataset: "customers",
    mapping: { id: "customer_id", name: "name", mail: "email" },
    mode: "upsert",
    remember: true,
    dry_run: true,
    force: false,
  });
});

it("fills a field by one column: choosing it takes it from the other", async () => {
  here({ dataset: "customers" }, () => intoCustomers());
  await show("map");
  await userEvent.selectOptions(
    await screen.findByLabelText("Field for mail"),
    "name (required) (now from name)",
  );
  await waitFor(() => expect(drafts.at(-1)?.mapping).toEqual({ mail: "name", name: null }));
  expect(screen.getByLabelText("Field for name")).toHaveDisplayValue("Leave it out");
});

it("asks for less of an update: only for what finds the row", async () => {
  here({ dataset: "customers", mode: "update" }, () => intoCustomers());
  await show("map");
  expect(await screen.findByText("Every required field has a column.")).toBeInTheDocument();
});

it("goes straight to the review where all is answered by what is remembered", async () => {
  const columns = [
    ...mapping().columns.slice(0, 2),
    suggestion({
      label: "mail",
      field: "email",
      status: "matched",
      how: "remembered",
      score: 1,
      reason: "As last time",
    }),
  ];
  const remembered = {
    mapping: { id: "customer_id", name: "name", mail: "email" },
    mode: "upsert",
    duplicates: "skip",
    on_error: "continue",
    updated_at: "2026-03-04T09:30:00Z",
  } as const;
  here({ dataset: "customers" }, () => intoCustomers({ columns, missing: [], remembered }));
  const { unmount } = await show();
  await waitFor(() => expect(onStarted).toHaveBeenCalledTimes(1));
  expect(onStarted.mock.calls[0]?.[1]).toEqual({ asLastTime: true });
  expect(posted).toMatchObject([{ dry_run: true, mode: "upsert", duplicates: "skip" }]);
  unmount();

  // whoever comes back wants to see it
  await show("check");
  expect(await screen.findByRole("button", { name: "Go on: map the columns" })).toBeInTheDocument();
  expect(posted).toHaveLength(1);
});

it("stops where what is remembered leaves a required field without a column", async () => {
  const remembered = {
    mapping: {},
    mode: "insert",
    duplicates: "reject",
    on_error: "continue",
    updated_at: "2026-03-04T09:30:00Z",
  } as const;
  here({ dataset: "customers" }, () => intoCustomers({ remembered }));
  await show();
  expect(await screen.findByRole("button", { name: "Go on: map the columns" })).toBeInTheDocument();
  expect(posted).toEqual([]);
});

it("says that the dataset has the file already, and insists only when told so", async () => {
  here({ dataset: "customers", mapping: { mail: "email" } }, () => intoCustomers());
  const earlier = {
    id: "e1",
    title: "first.csv",
    created_at: "2026-03-04T09:30:00Z",
    status: "completed",
    links: { self: "/api/imports/e1/" },
  };
  server.use(
    http.post("*/api/imports/", async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      posted.push(body);
      if (body.force) return HttpResponse.json(importJob.pending(), { status: 202 });
      return HttpResponse.json({ ...problem(409, "already_imported", "Known."), earlier }, { status: 409 });
    }),
  );
  await show("map");
  await userEvent.click(await screen.findByRole("button", { name: "Import without review" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "A file with the same content as may.csv was sent to customers before: first.csv, 4 Mar 2026.",
  );
  await userEvent.click(screen.getByRole("button", { name: "Import it again anyway" }));
  await waitFor(() => expect(onStarted).toHaveBeenCalled());
  expect(posted.at(-1)).toMatchObject({ force: true });
});

it("shows in place why it cannot be read so, with what stood there before, and the way back", async () => {
  here({}, (query) =>
    query.get("dialect")?.includes("quote")
      ? refusal(400, "bad_dialect", "The delimiter and the quote are the same.")
      : preview(),
  );
  await show();
  await userEvent.selectOptions(await screen.findByLabelText("Cells are quoted with"), "Single quotes '");
  expect(await screen.findByRole("alert")).toHaveTextContent("The delimiter and the quote are the same.");
  expect(screen.getByRole("button", { name: "Check the whole file" })).toBeDisabled();
  expect(screen.getByText("Customers of May")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Read it as detected" }));
  await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
});

it("offers the other parts of an archive whose first one is no table", async () => {
  here({}, (query) =>
    query.has("dialect")
      ? preview({ member: "b.csv", members: ["a.txt", "b.csv"] })
      : (HttpResponse.json(
          { ...problem(400, "several_members", "The archive holds two files."), members: ["a.txt", "b.csv"] },
          { status: 400 },
        ) as Response),
  );
  await show();
  expect(await screen.findByText("The archive holds two files.")).toBeInTheDocument();
  await userEvent.selectOptions(screen.getByLabelText("File in the archive"), "b.csv");
  await waitFor(() => expect(screen.getByLabelText("File in the archive")).toHaveDisplayValue("b.csv"));
});

it("says how much is here of a file that is not whole, and where to go on", async () => {
  server.use(
    http.get("*/api/uploads/:id/", () => HttpResponse.json(upload({ received: 40, is_complete: false }))),
  );
  await show();
  expect(await screen.findByText("Only 40% of customers.csv has arrived")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Go to Import" })).toHaveAttribute("href", "/");
});

it("says so when the upload is not there any more", async () => {
  server.use(http.get("*/api/uploads/:id/", () => refusal(410, "expired", "This upload has expired.")));
  await show();
  expect(await screen.findByRole("alert")).toHaveTextContent("This upload has expired.");
});

it("says when a choice could not be kept", async () => {
  here();
  await show();
  await screen.findByLabelText("Encoding");
  server.use(
    http.put("*/api/uploads/:id/draft/", () => refusal(503, "unavailable", "The database is away.")),
  );
  await userEvent.click(screen.getByRole("radio", { name: "The file has no header" }));
  expect(
    await screen.findByText(/Your last choice is not kept yet.*The database is away\./),
  ).toBeInTheDocument();
});

it("draws a wide file's first columns and counts the others", async () => {
  const labels = Array.from({ length: 70 }, (_, n) => `c${n}`);
  here({}, () =>
    preview({
      labels,
      columns: labels.map((label) => previewColumn({ label })),
      header_line: null,
      top: [],
      rows: [],
    }),
  );
  await show();
  expect(await screen.findByText("and 10 more columns")).toBeInTheDocument();
  expect(screen.queryByRole("checkbox", { name: "Keep c65" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Show all 70 columns" }));
  expect(screen.getByRole("checkbox", { name: "Keep c65" })).toBeInTheDocument();
});
