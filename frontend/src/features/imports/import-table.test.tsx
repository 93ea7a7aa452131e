import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { ImportJob } from "@/api/gen/types.gen";
import { importJob } from "@/test/fixtures";
import { renderPage } from "@/test/render";
import { ImportTable } from "./import-table";

async function row(job: ImportJob) {
  await renderPage(<ImportTable imports={[job]} />);
  return within(screen.getAllByRole("row")[1] as HTMLElement);
}

it("marks a dry run, and counts what would go in", async () => {
  const cells = await row(importJob.dryRun());
  expect(cells.getByText("Dry run")).toBeInTheDocument();
  expect(cells.getByRole("cell", { name: "9,688 of 10,000 would go in" })).toBeInTheDocument();
});

it("says how it was imported, how many rows were left out, how long it took and who did it", async () => {
  const cells = await row(importJob.partial({ mode: "upsert" }));
  expect(cells.getByRole("cell", { name: "Insert or update" })).toBeInTheDocument();
  expect(cells.getByRole("cell", { name: "9,688 of 10,000 312 left out" })).toBeInTheDocument();
  expect(cells.getByRole("cell", { name: "0.8 s" })).toBeInTheDocument();
  expect(cells.getByText("admin@example.org")).toBeInTheDocument();
});

it("marks no other import", async () => {
  const cells = await row(importJob.partial());
  expect(cells.queryByText("Dry run")).not.toBeInTheDocument();
  expect(cells.queryByText("would go in")).not.toBeInTheDocument();
});

it("shows rows that were only skipped as completed", async () => {
  const cells = await row(importJob.skipped());
  expect(cells.getByText("Completed")).toHaveAttribute("data-tone", "good");
});

it("counts no row of a replacement that did not come to its end", async () => {
  const cells = await row(importJob.cancelled({ mode: "replace" }));
  expect(cells.getByText("0 of 10,000")).toBeInTheDocument();
});

it("never shows an undone import as plain success", async () => {
  const cells = await row(importJob.undone());
  expect(cells.getByText("Undone")).toHaveAttribute("data-tone", "quiet");
  expect(cells.queryByText("Completed")).not.toBeInTheDocument();
  expect(cells.getByText("0 of 10,000")).toBeInTheDocument();
});
