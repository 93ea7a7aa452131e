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
  expect(cells.getByText("9,688 of 10,000 would go in")).toBeInTheDocument();
  expect(cells.getByText("would go in")).toBeInTheDocument();
});

it("marks no other import", async () => {
  const cells = await row(importJob.partial());
  expect(cells.queryByText("Dry run")).not.toBeInTheDocument();
  expect(cells.getAllByText("9,688 of 10,000")).not.toHaveLength(0);
});

it("shows rows that were only skipped as completed", async () => {
  const cells = await row(importJob.skipped());
  expect(cells.getByText("Completed")).toHaveAttribute("data-tone", "good");
});

it("counts no row of a replacement that did not come to its end", async () => {
  const cells = await row(importJob.cancelled({ mode: "replace" }));
  expect(cells.getAllByText("0 of 10,000")).not.toHaveLength(0);
});

it("never shows an undone import as plain success", async () => {
  const cells = await row(importJob.undone());
  expect(cells.getByText("Undone")).toHaveAttribute("data-tone", "quiet");
  expect(cells.queryByText("Completed")).not.toBeInTheDocument();
  expect(cells.getAllByText("0 of 10,000")).not.toHaveLength(0);
});
