import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import type { ImportJob } from "@/api/gen/types.gen";
import { importJob } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { ReviewPanel } from "./review-panel";
import type { ReviewSearch } from "./review-search";
import { faulty, record } from "./test-records";
import { serveRecords } from "./test-server";

// jsdom lays nothing out: a grid of no height would draw no rows
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
});

const broken = record({
  row: 4,
  line: 5,
  cells: ["4,ada@example.org"],
  outcome: "failed",
  fault: { code: "ragged", message: "This row has 2 cells, the header has 3." },
  faults: [{ column: "", code: "ragged", message: "This row has 2 cells, the header has 3.", value: null }],
});

const records = [
  faulty(),
  record({ row: 2, line: 3 }),
  faulty({ row: 3, line: 4, cells: ["3", "bob.example.org", "Paris"] }),
  broken,
  record({ row: 5, line: 6 }),
];

const job: ImportJob = importJob.dryRun({
  total_rows: 5,
  success_rows: 2,
  inserted_rows: 2,
  failed_rows: 3,
});

function Page({ at, of }: { at: ReviewSearch; of: ImportJob }) {
  const [search, setSearch] = useState(at);
  return <ReviewPanel job={of} search={search} onSearch={setSearch} />;
}

async function open(at: ReviewSearch = {}, of = job) {
  const user = userEvent.setup();
  const drawn = await renderPage(<Page at={at} of={of} />);
  await screen.findByRole("grid");
  await screen.findByRole("toolbar");
  return { user, ...drawn };
}

// a cell of a grid is a plain cell to the library that finds it here
const row = (line: string) => {
  const found = screen.getByText(line, { selector: "span" }).closest("tr");
  if (!found) throw new Error(`no row of line ${line}`);
  return within(found);
};

test("opens on what is rejected, with the kinds of fault and what is left of each", async () => {
  serveRecords(records);
  await open();
  expect(screen.getByRole("button", { name: /^Invalid email/ })).toHaveTextContent("2");
  const cells = screen.getAllByRole("cell", { name: /Invalid email/ });
  expect(cells.map((cell) => cell.textContent)).toEqual([
    "ada.example.org Invalid email",
    "bob.example.org Invalid email",
  ]);
  for (const cell of cells) expect(cell).toBeInvalid();
  expect(screen.queryByText("3", { selector: "span" })).not.toBeInTheDocument();
});

test("a tile opens the rows it counts", async () => {
  serveRecords(records);
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "All · 5" }));
  await waitFor(() => expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "6"));
  await user.click(screen.getByRole("button", { name: /^Invalid email/ }));
  await waitFor(() => expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "3"));
});

test("a cell is edited where it stands, sent at once, and marked with what the file has", async () => {
  const asked = serveRecords(records);
  const { user } = await open();
  await user.dblClick(screen.getByText("ada.example.org"));
  const editor = screen.getByRole("textbox", { name: "Edit email" });
  expect(editor).toHaveFocus();
  await user.clear(editor);
  await user.type(editor, "ada@example.org{Enter}");
  await waitFor(() => expect(asked.edits).toEqual([[{ row: 1, cells: { email: "ada@example.org" } }]]));
  expect(await screen.findByText("1 row changed · saved")).toBeInTheDocument();
  expect(row("2").getByText("Mended")).toBeInTheDocument();
  // the next record is at hand
  expect(row("4").getByRole("cell", { name: /bob/ })).toHaveFocus();
  await user.keyboard("{ArrowUp}");
  expect(screen.getByRole("tooltip")).toHaveTextContent("The file has: ada.example.org");
});

test("keys move, write, give up, leave out and undo", async () => {
  const asked = serveRecords(records);
  const { user } = await open({ outcome: "all" });
  await user.click(screen.getByText("ada.example.org"));
  await user.keyboard("{ArrowDown}{ArrowRight}");
  expect(row("3").getByRole("cell", { name: "London" })).toHaveFocus();
  // typing begins anew, Escape gives it up
  await user.keyboard("Oslo{Escape}");
  expect(row("3").getByRole("cell", { name: "London" })).toHaveFocus();
  await user.keyboard("Oslo{Enter}");
  expect(row("3").getByRole("cell", { name: /Oslo/ })).toBeInTheDocument();
  await user.keyboard("{ArrowUp}{Delete}");
  expect(row("3").getByRole("checkbox")).not.toBeChecked();
  await user.keyboard("{Control>}zz{/Control}");
  expect(row("3").getByRole("checkbox")).toBeChecked();
  expect(row("3").getByRole("cell", { name: "London" })).toBeInTheDocument();
  await user.keyboard("{Control>}y{/Control}");
  expect(await row("3").findByRole("cell", { name: /Oslo/ })).toBeInTheDocument();
  await waitFor(() => {
    const cells = asked.edits.flat();
    expect(cells[0]).toEqual({ row: 2, cells: { city: "Oslo" } });
    expect(cells.at(-1)).toMatchObject({ row: 2, cells: { city: "Oslo" } });
  });
});

test("F8 goes from fault to fault, over what is sound, and round at the end", async () => {
  serveRecords(records);
  const { user } = await open({ outcome: "all" });
  await user.click(screen.getByText("ada.example.org"));
  await user.keyboard("{F8}");
  await waitFor(() => expect(row("4").getByRole("cell", { name: /bob/ })).toHaveFocus());
  await user.keyboard("{F8}");
  await waitFor(() => expect(row("5").getByRole("cell")).toHaveFocus());
  await user.keyboard("{Shift>}{F8}{/Shift}");
  await waitFor(() => expect(row("4").getByRole("cell", { name: /bob/ })).toHaveFocus());
});

test("F8 says when no fault is left, and when the rest is elsewhere", async () => {
  serveRecords(
    records.map((known) => ({ ...known, faults: [], fault: null })),
    { open: 1 },
  );
  const { user } = await open();
  await user.click(screen.getAllByText("London")[0] as HTMLElement);
  await user.keyboard("{F8}");
  expect(
    await screen.findByText("The faults that are left are in rows changed by hand."),
  ).toBeInTheDocument();
});

test("what the server refuses comes back, with its sentence", async () => {
  serveRecords(records);
  server.use(
    http.patch("*/api/imports/:id/edits/", () =>
      refusal(409, "imported_already", "This file has been imported as it was reviewed."),
    ),
  );
  const { user } = await open();
  await user.dblClick(screen.getByText("ada.example.org"));
  await user.keyboard("x{Enter}");
  const alert = await screen.findByText("Not saved: This file has been imported as it was reviewed.");
  expect(alert).toBeInTheDocument();
  expect(row("2").getByRole("cell", { name: /^ada.example.org/ })).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(alert).not.toBeInTheDocument();
});

test("what a lost line held up stays in sight and can be sent again", async () => {
  const asked = serveRecords(records);
  server.use(http.patch("*/api/imports/:id/edits/", () => HttpResponse.error(), { once: true }));
  const { user } = await open();
  await user.dblClick(screen.getByText("ada.example.org"));
  await user.keyboard("x{Enter}");
  await user.click(await screen.findByRole("button", { name: "Save again" }));
  await waitFor(() => expect(asked.edits).toEqual([[{ row: 1, cells: { email: "ada.example.orgx" } }]]));
  expect(row("2").getByRole("cell", { name: /^ada.example.orgx/ })).toBeInTheDocument();
});

test("what is on its way when the page is left is sent on", async () => {
  const asked = serveRecords(records);
  let goOn = () => {};
  server.use(
    http.patch(
      "*/api/imports/:id/edits/",
      async () => {
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        return HttpResponse.error();
      },
      { once: true },
    ),
  );
  const { user } = await open();
  await user.dblClick(screen.getByText("ada.example.org"));
  await user.keyboard("x{Enter}");
  await user.keyboard("y{Enter}");
  window.dispatchEvent(new Event("pagehide"));
  await waitFor(() =>
    expect(asked.edits).toEqual([
      [
        { row: 1, cells: { email: "ada.example.orgx" } },
        { row: 3, cells: { email: "y" } },
      ],
    ]),
  );
  goOn();
});

test("a record that cannot be cut into columns is mended as a whole", async () => {
  const asked = serveRecords(records);
  const { user } = await open();
  await user.dblClick(screen.getByText("4,ada@example.org"));
  const dialog = await screen.findByRole("dialog", { name: "Mend the row of line 5" });
  await user.type(within(dialog).getByLabelText("id"), "4");
  await user.type(within(dialog).getByLabelText("email"), "ada@example.org");
  await user.click(within(dialog).getByRole("button", { name: "Save the row" }));
  await waitFor(() =>
    expect(asked.edits).toEqual([[{ row: 4, cells: { id: "4", email: "ada@example.org", city: "" } }]]),
  );
});

test("find and replace says first in how many rows", async () => {
  const asked = serveRecords(records);
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Find and replace" }));
  const dialog = await screen.findByRole("dialog");
  await user.selectOptions(within(dialog).getByLabelText("Column"), "city");
  await user.type(within(dialog).getByLabelText("Find"), "Lond");
  await user.type(within(dialog).getByLabelText("Replace with"), "Ost");
  const go = await within(dialog).findByRole("button", { name: "Replace in 1,204 rows" });
  await waitFor(() => expect(go).toBeEnabled());
  await user.click(go);
  await waitFor(() =>
    expect(asked.posted.at(-1)?.body).toEqual({
      column: "city",
      find: "Lond",
      replace: "Ost",
      whole_cell: false,
      match_case: false,
      count_only: false,
    }),
  );
  expect(asked.posted.slice(0, -1).every(({ body }) => (body as { count_only: boolean }).count_only)).toBe(
    true,
  );
  await waitFor(() => expect(dialog).not.toBeInTheDocument());
});

test("a kind of fault is dealt with alike, where the same stands", async () => {
  const asked = serveRecords(records);
  const { user } = await open({ code: "email", column: "email" });
  await user.click(screen.getByText("bob.example.org"));
  await user.click(screen.getByRole("button", { name: "Fix all alike" }));
  const dialog = await screen.findByRole("dialog", { name: "Invalid email · email" });
  await user.type(within(dialog).getByLabelText("New text in email"), "none@example.org");
  await user.click(within(dialog).getByRole("radio", { name: "Only where it says “ada.example.org”" }));
  await user.click(within(dialog).getByRole("button", { name: "Write it" }));
  await waitFor(() =>
    expect(asked.posted.at(-1)).toMatchObject({
      path: expect.stringContaining("/edits/group/"),
      body: { code: "email", column: "email", set: "none@example.org", value: "ada.example.org" },
    }),
  );
});

test("all edits are taken back after a question", async () => {
  serveRecords(records);
  const { user } = await open();
  await user.dblClick(screen.getByText("ada.example.org"));
  await user.keyboard("x{Enter}");
  await user.click(await screen.findByRole("button", { name: "Take all edits back" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Take all edits back" }));
  expect(await screen.findByText("No edits yet")).toBeInTheDocument();
  expect(await screen.findByText("ada.example.org")).toBeInTheDocument();
});

test.each([
  ["Leave out 3 rows and import 2", { review: job.id }],
  ["Check again", { review: job.id, dry_run: true }],
])("%s", async (button, body) => {
  const asked = serveRecords(records);
  const { user, router } = await open();
  await user.click(screen.getByRole("button", { name: button }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/imports/the-new-one"));
  expect(asked.posted).toEqual([{ path: "/api/imports/", body }]);
});

test("all or nothing is offered once every row is valid", async () => {
  const asked = serveRecords(records.map((known) => ({ ...known, faults: [], fault: null })));
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Import nothing unless all are valid" }));
  await waitFor(() => expect(asked.posted.at(-1)?.body).toEqual({ review: job.id, on_error: "abort" }));
});

test("while a row is not valid, all or nothing says why it cannot be", async () => {
  serveRecords(records);
  await open();
  expect(screen.getByRole("button", { name: "Import nothing unless all are valid" })).toBeDisabled();
  expect(screen.getByText(/^3 rows are not valid yet\./)).toBeInTheDocument();
});

test("what has been imported leads to that import and is only looked at", async () => {
  serveRecords(records, { can_edit: false, reason: "This file has been imported." });
  const { user } = await open({}, { ...job, imported_as: "the-import" });
  expect(screen.getByRole("link", { name: "Open the import" })).toHaveAttribute(
    "href",
    "/imports/the-import",
  );
  await user.dblClick(screen.getByText("ada.example.org"));
  expect(screen.queryByRole("textbox")).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Find and replace" })).not.toBeInTheDocument();
});

test("the address leads to a record, and follows what is looked at", async () => {
  const many = Array.from({ length: 250 }, (_, index) => record({ row: index + 1, line: index + 2 }));
  serveRecords(many);
  const seen: ReviewSearch[] = [];
  await renderPage(
    <ReviewPanel
      job={{ ...job, total_rows: 250, failed_rows: 0 }}
      search={{ row: "200" }}
      onSearch={(search) => seen.push(search)}
    />,
  );
  const user = userEvent.setup();
  await waitFor(() => expect(row("201").getByRole("cell", { name: "1" })).toHaveAttribute("tabindex", "0"));
  await user.click(row("201").getByText("London"));
  await user.keyboard("{ArrowUp}");
  await waitFor(() => expect(seen.at(-1)).toEqual({ row: "199" }));
});
