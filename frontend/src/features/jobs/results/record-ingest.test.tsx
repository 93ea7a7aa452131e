import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import type { RecordStatus } from "@/api/gen/types.gen";
import { job } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { JobResult } from "../job-result";

const figures = { inserted: 1_200, updated: 30, unchanged: 4, skipped: 1, failed: 0 };

async function draw(failed = 0) {
  const result = { dataset: "students", ...figures, failed };
  await renderPage(<JobResult job={job({ kind: "record_ingest", queue: "default", params: {}, result })} />);
}

function answer(errors: RecordStatus["errors"]) {
  server.use(http.get("*/api/data/status/:id/", () => HttpResponse.json({ errors })));
}

it("counts what became of the records, and leads to their dataset", async () => {
  await draw();
  expect(screen.getByRole("link", { name: "students" })).toHaveAttribute("href", "/datasets/students");
  expect(screen.getByText("New").nextSibling).toHaveTextContent("1,200");
  expect(screen.getByText("Left out").nextSibling).toHaveTextContent("0");
  expect(screen.queryByRole("table")).not.toBeInTheDocument();
});

it("lists what is wrong with the others, as text whatever it holds", async () => {
  answer([
    { index: 0, field: "email", message: "This is not an email address." },
    { index: 999, field: "<b>x</b>", message: "There is no such field." },
    { index: 999, field: "", message: "19 more names of this record are no fields." },
  ]);
  await draw(2);
  const table = await screen.findByRole("region", { name: "Records that were left out, and why" });
  const rows = within(table).getAllByRole("row").slice(1);
  expect(rows.map((row) => row.textContent)).toEqual([
    "0emailThis is not an email address.",
    "999<b>x</b>There is no such field.",
    "999the whole record19 more names of this record are no fields.",
  ]);
});

it("says why the errors cannot be shown", async () => {
  server.use(
    http.get("*/api/data/status/:id/", () => refusal(503, "database_away", "The database is away.")),
  );
  await draw(2);
  expect(await screen.findByText("The database is away.")).toBeInTheDocument();
});
