import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { useState } from "react";
import { expect, it } from "vitest";
import type { SchemaChangeJob, SchemaChangeRequest, SchemaChangeResult } from "@/api/gen/types.gen";
import { customers } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import type { DatasetSearch } from "./dataset-address";
import { SchemaPanel } from "./schema-panel";
import { schemaJob, tooYoung } from "./test-schema-change";

const EDITING = { tab: "schema", edit: "true" };
const ID = schemaJob(customers.schema).id;

function Page({ at }: { at: DatasetSearch }) {
  const [search, setSearch] = useState(at);
  return <SchemaPanel dataset={customers} search={search} onSearch={setSearch} />;
}

/** Answers each schema that is sent with what a job would find. */
function serveChanges(found: (request: SchemaChangeRequest) => Partial<SchemaChangeResult>) {
  const sent: SchemaChangeRequest[] = [];
  let job: SchemaChangeJob | undefined;
  server.use(
    http.post("*/api/datasets/customers/schema/", async ({ request }) => {
      const body = (await request.json()) as SchemaChangeRequest;
      sent.push(body);
      const id = `${ID.slice(0, -1)}${sent.length}`;
      job = schemaJob(body.schema, found(body), { check_only: body.check_only === true, id });
      return HttpResponse.json({ ...job, status: "pending", result: null }, { status: 202 });
    }),
    http.get("*/api/jobs/:id/", () => HttpResponse.json(job)),
  );
  return sent;
}

async function open(at: DatasetSearch = EDITING) {
  const user = userEvent.setup();
  await renderPage(<Page at={at} />);
  await screen.findByRole("region", { name: "Columns" });
  return user;
}

it("holds a rule against the rows, shows which break it, and applies it once all keep it", async () => {
  const sent = serveChanges(({ schema }) => {
    const least = schema.fields.find(({ name }) => name === "age")?.constraints?.minimum;
    return { violations: least === 30 ? [tooYoung] : [] };
  });
  const user = await open();
  expect(screen.getByRole("button", { name: "Check against the stored rows" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: /^age/ }));
  await user.type(screen.getByLabelText("At least"), "30");
  await user.click(screen.getByRole("button", { name: "Check against the stored rows" }));

  expect(await screen.findByText(/This is less than 30. 7 rows/)).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "“23” in row 3" })).toHaveAttribute(
    "href",
    expect.stringContaining("row=0199b000-0000-7000-8000-000000000001.3"),
  );
  expect(screen.getByText("“empty” in row 9")).toBeInTheDocument(); // its import is no longer known
  expect(screen.getByText("and 5 more")).toBeInTheDocument();

  await user.clear(screen.getByLabelText("At least"));
  expect(screen.getByRole("region", { name: "What the last check found" })).toBeInTheDocument();
  await user.type(screen.getByLabelText("At least"), "20");
  await user.click(screen.getByRole("button", { name: "Check against the stored rows" }));
  await user.click(await screen.findByRole("button", { name: "Apply the change" }));
  const question = await screen.findByRole("dialog", { name: "Apply this change?" });
  expect(question).toHaveTextContent("age becomes required. The dataset with its 9,688 rows changes at once");
  await user.click(within(question).getByRole("button", { name: "Apply" }));

  expect(await screen.findByText("The schema has been changed")).toBeInTheDocument();
  expect(screen.getByRole("table")).toBeInTheDocument();
  expect(sent.map(({ check_only, version }) => [check_only, version])).toEqual([
    [true, customers.updated_at],
    [true, customers.updated_at],
    [false, customers.updated_at],
  ]);
  // nothing but the one rule is sent as other than it was
  const fields = customers.schema.fields.map((field) =>
    field.name === "age" ? { ...field, constraints: { minimum: 20 } } : field,
  );
  expect(sent[2]?.schema).toEqual({ ...customers.schema, fields });
}, 20_000);

it("shows what the server has against a schema where it is written, and goes there", async () => {
  server.use(
    http.post("*/api/datasets/customers/schema/", () =>
      refusal(400, "invalid", "schema.fields.0.constraints.pattern: This is no pattern.", {
        "schema.fields.0.constraints.pattern": ["This is no pattern."],
        "schema.missingValues": ["This is a list of texts."],
      }),
    ),
  );
  const user = await open();
  await user.click(screen.getByRole("button", { name: /^customer_id/ }));
  await user.type(screen.getByLabelText("Pattern"), "(");
  await user.click(screen.getByRole("button", { name: /^customer_id/ })); // closed again
  await user.click(screen.getByRole("button", { name: "Check against the stored rows" }));
  await waitFor(() => expect(screen.getByLabelText("Pattern")).toHaveFocus());
  expect(screen.getByText("This is no pattern.")).toBeInTheDocument();
  expect(screen.getByText("This is a list of texts.")).toBeInTheDocument();
  expect(screen.getByText("look at it again")).toBeInTheDocument();
});

it("says in the server's words that somebody else was quicker", async () => {
  server.use(
    http.post("*/api/datasets/customers/schema/", () =>
      refusal(409, "dataset_changed", "Somebody else has changed this dataset meanwhile."),
    ),
  );
  const user = await open();
  await user.click(screen.getByRole("button", { name: "Remove active" }));
  await user.click(screen.getByRole("button", { name: "Check against the stored rows" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "Somebody else has changed this dataset meanwhile.",
  );
});

it("goes on with what was checked when the page is loaded again", async () => {
  const [, ...fields] = customers.schema.fields;
  const { primaryKey: _, ...others } = customers.schema;
  const shorter = { ...others, fields };
  server.use(http.get("*/api/jobs/:id/", () => HttpResponse.json(schemaJob(shorter))));
  await open({ ...EDITING, change: ID });
  expect(screen.getAllByRole("listitem")[0]).toHaveTextContent("name");
  expect(screen.getByRole("button", { name: "Put customer_id back" })).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Apply the change" })).toBeInTheDocument();
});

it("begins with the dataset's own schema when the check is no longer known", async () => {
  server.use(http.get("*/api/jobs/:id/", () => refusal(404, "not_found", "There is no such job.")));
  await open({ ...EDITING, change: ID });
  expect(screen.getByText("Nothing has been changed yet.")).toBeInTheDocument();
});

it("moves, takes out and adds columns, and the focus stays at hand", async () => {
  const user = await open();
  const names = () =>
    screen.getAllByRole("button", { expanded: false }).map((each) => each.querySelector("code")?.textContent);
  await user.click(screen.getByRole("button", { name: "Move name up" }));
  expect(names().slice(0, 2)).toEqual(["name", "customer_id"]);
  expect(screen.getByRole("button", { name: "Move name down" })).toHaveFocus(); // up it cannot go
  await user.click(screen.getByRole("button", { name: "Remove customer_id" }));
  expect(screen.getByRole("button", { name: /^email/ })).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Put customer_id back" }));
  expect(names().at(-1)).toBe("customer_id");
  await user.click(screen.getByRole("button", { name: "Add a column" }));
  expect(screen.getByLabelText("Name")).toHaveFocus();
});

it("offers of each type what it has, and does not let a stored column be called otherwise", async () => {
  const user = await open();
  await user.click(screen.getByRole("button", { name: /^age/ }));
  expect(screen.getByLabelText("Name")).toHaveAttribute("readonly");
  expect(screen.queryByLabelText("Pattern")).not.toBeInTheDocument();
  await user.selectOptions(screen.getByLabelText("Type"), "string");
  expect(screen.getByLabelText("Pattern")).toBeInTheDocument();
  expect(screen.queryByLabelText("At least")).not.toBeInTheDocument();
  await user.selectOptions(screen.getByLabelText("Type"), "boolean");
  expect(screen.getByLabelText("Read as true")).toBeInTheDocument();
});
