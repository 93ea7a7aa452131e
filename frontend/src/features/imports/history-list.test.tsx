import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { importJob } from "@/test/fixtures";
import { page, refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { HistoryList } from "./history-list";
import type { ImportFilters } from "./use-imports";

/** What is asked of the server for these filters. */
async function asked(filters: ImportFilters): Promise<Record<string, string>> {
  let query = new URLSearchParams();
  server.use(
    http.get("*/api/imports/", ({ request }) => {
      query = new URL(request.url).searchParams;
      return page([importJob.completed()]);
    }),
  );
  await renderPage(<HistoryList filters={filters} onClear={vi.fn()} />);
  await screen.findByRole("link", { name: "customers.csv" });
  const { limit: _, ...rest } = Object.fromEntries(query);
  return rest;
}

it("leaves dry runs out unless they are asked for", async () => {
  expect(await asked({})).toEqual({ dry_run: "false" });
});

it("lists dry runs as well when they are asked for", async () => {
  expect(await asked({ checks: "shown" })).toEqual({});
});

it("asks for days as they are where the reader is, the last one included", async () => {
  const { created_after, created_before } = await asked({ from: "2026-03-04", to: "2026-03-04" });
  expect(Date.parse(created_before ?? "") - Date.parse(created_after ?? "")).toBe(86_400_000);
});

it.each<[ImportFilters, Record<string, string>]>([
  [
    { status: "failed", search: "may", dataset: "customers" },
    { status: "failed", search: "may", dataset: "customers" },
  ],
  [{ sort: "-total_rows" }, { ordering: "-total_rows" }],
  // an undone import has completed, but that is not what it has come to
  [{ status: "undone" }, { undone: "true" }],
])("asks for what the address says (%#)", async (filters, said) => {
  expect(await asked(filters)).toEqual({ ...said, dry_run: "false" });
});

it("leads from an empty history to the first import", async () => {
  server.use(http.get("*/api/imports/", () => page([])));
  await renderPage(<HistoryList filters={{ checks: "shown" }} onClear={vi.fn()} />);
  expect(await screen.findByText("Nothing has been imported yet")).toBeInTheDocument();
  expect(screen.getByText(/sample file that waits on the import page/)).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Import a file" })).toHaveAttribute("href", "/");
});

it("offers to drop the filters when nothing matches them", async () => {
  const clear = vi.fn();
  server.use(http.get("*/api/imports/", () => page([])));
  await renderPage(<HistoryList filters={{ from: "2030-01-01" }} onClear={clear} />);
  await userEvent.click(await screen.findByRole("button", { name: "Clear filters" }));
  expect(clear).toHaveBeenCalledOnce();
});

it("shows the server's words when the list cannot be read, and reads it again", async () => {
  server.use(
    http.get("*/api/imports/", () => refusal(400, "bad_filter", "created_after: This is not a time."), {
      once: true,
    }),
  );
  await renderPage(<HistoryList filters={{}} onClear={vi.fn()} />);
  expect(await screen.findByRole("alert")).toHaveTextContent("created_after: This is not a time.");
  server.use(
    http.get("*/api/imports/", () => HttpResponse.json({ next: null, results: [importJob.failed()] })),
  );
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Failed")).toBeInTheDocument();
});
