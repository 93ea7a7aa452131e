import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import type { Provenance } from "@/api/gen/types.gen";
import { customerRows, customers, importJob } from "@/test/fixtures";
import { page, refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import type { DatasetSearch } from "./dataset-address";
import { DatasetScreen } from "./dataset-screen";

// jsdom lays nothing out: a grid of no height would draw no rows
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
});

/** A menu is placed before it is shown, which takes its time where much else is going on. */
const SLOWLY = { timeout: 4000 };

const { id, links, created_at, created_by, mode, status } = importJob.completed();
const by = (title: string) => ({ id, title, links, created_at, created_by, mode, status });
const [now] = customerRows(1);

const provenance: Provenance = {
  import: by("customers.csv"),
  job: null,
  row: 1,
  line: 2,
  columns: [
    { label: "customer_id", field: "customer_id" },
    { label: "E-mail", field: "email" },
    { label: "inside", field: null },
  ],
  cells: ["C-00001", "customer1@example.org", "secret"],
  edited: { "E-mail": "customer1example.org" },
  values: now ?? null,
  earlier: [
    { import: by("before.csv"), job: null, row: 8, values: { ...now, age: 20 } },
    { import: null, job: null, row: 3, values: { ...now, age: 20, name: "Nobody" } },
  ],
};

async function open(search: DatasetSearch = {}, dataset = customers, origin = provenance) {
  const user = userEvent.setup();
  const onSearch = vi.fn();
  server.use(
    http.get("*/api/datasets/customers/", () => HttpResponse.json(dataset)),
    http.get("*/api/datasets/customers/rows/:import/:row/", ({ params }) =>
      params.row === "1"
        ? HttpResponse.json(origin)
        : refusal(404, "not_found", "There is nothing here under that address."),
    ),
  );
  const drawn = await renderPage(
    <DatasetScreen
      slug="customers"
      search={search}
      onSearch={onSearch}
      imports={<p>What was imported</p>}
      onDeleted={vi.fn()}
    />,
  );
  await screen.findByRole("heading", { name: "Customers" });
  return { user, onSearch, ...drawn };
}

it("shows for a row the cell of each column, what was corrected, and what it was before", async () => {
  await open({ row: `${id}.1` });
  const drawer = await screen.findByRole("dialog", { name: "Where this row comes from" });
  const email = await within(drawer).findByRole("row", { name: /^email/ });
  expect(email).toHaveTextContent("E-mail");
  expect(email).toHaveTextContent("Corrected before the import; the file has: customer1example.org");
  expect(within(drawer).getByRole("row", { name: /^inside/ })).toHaveTextContent("not importedsecret");
  expect(within(drawer).getByRole("row", { name: /^name/ })).toHaveTextContent("no column of the file");
  expect(within(drawer).getByRole("link", { name: "customers.csv" })).toHaveAttribute(
    "href",
    `/imports/${id}?tab=records&row=1`,
  );
  const [latest, first] = within(drawer)
    .getAllByRole("listitem")
    .filter((item) => item.querySelector("p"));
  expect(latest).toHaveTextContent(/^Record 8 of before.csv.*Age in years 20 → 21$/);
  expect(first).toHaveTextContent(
    /^Record 3 of an import whose history is no longer kept.*name Nobody → Customer 1$/,
  );
});

it("shows for a row of another job what was sent, and leads to the job", async () => {
  const job = {
    id: "0199b000",
    kind: "record_ingest",
    title: "1,000 student records",
    created_at,
    created_by,
    status,
  };
  const earlier = [{ import: null, job, row: 9, values: { ...now, age: 20 } }];
  await open({ row: `${id}.1` }, customers, {
    ...provenance,
    import: null,
    job,
    line: null,
    edited: {},
    earlier,
  });
  const drawer = await screen.findByRole("dialog", { name: "Where this row comes from" });
  const link = await within(drawer).findByRole("link", { name: "1,000 student records" });
  expect(link).toHaveAttribute("href", "/jobs?job=0199b000");
  expect(within(drawer).getByRole("columnheader", { name: "In the request" })).toBeInTheDocument();
  expect(within(drawer).getByRole("row", { name: /^name/ })).toHaveTextContent("not sent");
  expect(within(drawer).getByRole("link", { name: "Record 9 of 1,000 student records" })).toBeInTheDocument();
});

it.each<[string, Partial<Provenance>, string]>([
  ["the file has gone", { cells: null, edited: {}, line: null }, "The file is no longer kept"],
  ["the row has", { values: null, earlier: [] }, "changed by another import since, or removed"],
  ["nothing came before", { earlier: [] }, "No earlier version of the row is kept."],
])("says so when %s", async (_, part, said) => {
  await open({ row: `${id}.1` }, customers, { ...provenance, ...part });
  const drawer = await screen.findByRole("dialog");
  expect(await within(drawer).findByText(new RegExp(said))).toBeInTheDocument();
});

it("shows the server's words when there is no such row", async () => {
  await open({ row: `${id}.99` });
  const drawer = await screen.findByRole("dialog");
  expect(await within(drawer).findByRole("alert")).toHaveTextContent("There is nothing here");
});

it("opens rows by their numbers; arrows lead from one to the next, and Tab past them all", async () => {
  const { user } = await open();
  const first = await screen.findByRole("link", { name: "1: where this row comes from" });
  expect(first).toHaveAttribute("href", expect.stringContaining(`row=${id}.1`));
  const inTabOrder = () =>
    screen.getAllByRole("link", { name: /where this row/ }).filter(({ tabIndex }) => tabIndex === 0);
  expect(inTabOrder()).toEqual([first]);
  first.focus();
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
  expect(screen.getByRole("link", { name: "2: where this row comes from" })).toHaveFocus();
  expect(inTabOrder()).toHaveLength(1);
  await user.keyboard("{End}");
  expect(screen.getByRole("link", { name: "60: where this row comes from" })).toHaveFocus();
});

it("gives out what is shown: filtered and sorted, in each format", async () => {
  const { user } = await open({ "f.age": ">30", sort: "-age" });
  await screen.findByText("60 rows");
  await user.click(screen.getByRole("button", { name: "Export these rows" }));
  const items = await screen.findAllByRole("menuitem", {}, SLOWLY);
  const addresses = items.map((item) => item.getAttribute("href"));
  expect(addresses).toEqual(
    ["csv", "csv-safe", "xlsx", "jsonl", "parquet"].map(
      (format) => `/api/datasets/customers/rows/?age__gt=30&ordering=-age&format=${format}`,
    ),
  );
});

it("does not offer a sheet for more rows than one holds", async () => {
  const { user } = await open({}, { ...customers, row_count: 1_048_576 });
  await screen.findByText("60 rows");
  await user.click(screen.getByRole("button", { name: "Export" }));
  const sheet = await screen.findByRole("menuitem", { name: /^Excel/ }, SLOWLY);
  expect(sheet).toBeDisabled();
  expect(sheet).toHaveTextContent("A sheet holds 1,048,575 rows at most");
});

it("offers the few values a column can have, to filter by", async () => {
  const level = { name: "level", constraints: { enum: ["gold", "silver"] } };
  const fields = [...customers.schema.fields, level];
  const { user, onSearch } = await open({}, { ...customers, schema: { ...customers.schema, fields } });
  await user.selectOptions(await screen.findByLabelText("Filter level"), "silver");
  expect(onSearch).toHaveBeenLastCalledWith({ "f.level": "=silver" });
  await user.selectOptions(screen.getByLabelText("Filter active"), "not empty");
  expect(onSearch).toHaveBeenLastCalledWith({ "f.active": "!=" });
});

it("keeps the tab in the address", async () => {
  server.use(http.get("*/api/datasets/customers/rows/", () => page([])));
  const { user, onSearch } = await open({ sort: "age" });
  await user.click(screen.getByRole("tab", { name: "Imports" }));
  expect(onSearch).toHaveBeenLastCalledWith({ sort: "age", tab: "imports" });
});

it("shows on the tab of the address what was imported", async () => {
  await open({ tab: "imports" });
  expect(screen.getByText("What was imported")).toBeInTheDocument();
});
