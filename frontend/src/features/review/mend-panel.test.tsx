import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { importJob } from "@/test/fixtures";
import { renderPage } from "@/test/render";
import { MendPanel } from "./mend-panel";
import { faulty, record } from "./test-records";
import { serveRecords } from "./test-server";

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
});

const job = importJob.partial({ total_rows: 3, inserted_rows: 1, success_rows: 1, failed_rows: 2 });
const records = [faulty(), record({ row: 2, line: 3 }), faulty({ row: 3, line: 4 })];

async function open() {
  await renderPage(<MendPanel job={job} search={{}} onSearch={() => {}} />);
  expect(await screen.findByRole("grid")).toHaveAttribute("aria-rowcount", "3");
  return userEvent.setup();
}

test("what was left out is mended and merged into the import", async () => {
  const asked = serveRecords(records);
  const user = await open();
  expect(screen.getByRole("button", { name: "Merge 0 mended rows" })).toBeDisabled();
  const [first] = screen.getAllByText("ada.example.org");
  if (!first) throw new Error("no faulty cell");
  await user.dblClick(first);
  await user.keyboard("{Control>}a{/Control}ada@example.org{Enter}");
  await user.click(await screen.findByRole("button", { name: "Merge 1 mended row" }));
  await waitFor(() =>
    expect(asked.posted).toEqual([{ path: `/api/imports/${job.id}/rejects/`, body: { edits: true } }]),
  );
});

test("rows can be left out for good", async () => {
  serveRecords(records);
  const user = await open();
  const [first] = await screen.findAllByRole("checkbox");
  if (!first) throw new Error("no record");
  await user.click(first);
  expect(await screen.findByRole("button", { name: "Leave 1 row out for good" })).toBeEnabled();
});

test("while nothing can be edited, it says why", async () => {
  serveRecords(records, { can_edit: false, reason: "It is being merged." });
  await open();
  expect(await screen.findByText("These rows cannot be edited: It is being merged.")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /Merge/ })).not.toBeInTheDocument();
});
