import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import type { Ingestion, Line } from "@/api/gen/types.gen";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { GateCard } from "./gate-card";
import { IngestForm } from "./ingest-form";
import { ingestionLook } from "./ingestion-words";
import { LineCard } from "./line-card";

const ID = "0199a000-0000-7000-8000-00000000000";

function line(part: Partial<Line> = {}) {
  const now = new Date();
  return {
    every_seconds: 5,
    now: now.toISOString(),
    opens_at: new Date(now.getTime() + 4000).toISOString(),
    waiting: 2,
    waiting_of_others: 0,
    next: [],
    running: [],
    came: performance.now(),
    ...part,
  };
}

const batch = (position: number, ids: number[]) => ({
  batch_id: `${ID}${position}`,
  ingestion_id: `${ID}9`,
  priority: "HIGH" as const,
  ids,
  position,
  expected_at: "2026-11-22T16:00:10Z",
});

it("counts down to the next start, and says what is being fetched", async () => {
  const running = { ...batch(1, [4, 5]), done: 1, started_at: "2026-11-22T16:00:05Z" };
  await renderPage(<GateCard line={line({ running: [running] })} />);
  expect(screen.getByRole("timer")).toHaveTextContent(/Next start in[34] s/);
  expect(screen.getByRole("region", { name: "The gate" })).toHaveTextContent("4, 51 of 2 fetched");
  expect(screen.getByRole("region", { name: "The gate" })).toHaveTextContent("2 batches in the line");
});

it("says that the gate is open", async () => {
  await renderPage(<GateCard line={line({ opens_at: null, waiting: 0 })} />);
  expect(screen.getByRole("timer")).toHaveTextContent("Next startnow");
  expect(screen.getByRole("region", { name: "The gate" })).toHaveTextContent("Nothing waits.");
});

it("draws the line in its order, with what others have in it", async () => {
  const next = [batch(1, [1, 2, 3]), batch(4, [10])];
  await renderPage(<LineCard line={line({ next, waiting_of_others: 2 })} />);
  const rows = within(screen.getByRole("region", { name: /Batches in the order/ })).getAllByRole("row");
  expect(rows.slice(1).map((row) => row.textContent)).toEqual([
    expect.stringContaining("11, 2, 3"),
    "2 batches of other workspaces before it",
    expect.stringContaining("410"),
  ]);
});

it("sends what was written, and puts what is refused to its field", async () => {
  const asked: unknown[] = [];
  server.use(
    http.post("*/ingest", async ({ request }) => {
      asked.push(await request.json());
      return asked.length > 1
        ? HttpResponse.json({ ingestion_id: ID }, { status: 202 })
        : HttpResponse.json(
            { error: "Invalid input", details: { ids: ["ids[1] is none."], priority: ["Not now."] } },
            { status: 400 },
          );
    }),
  );
  const sent = vi.fn();
  await renderPage(<IngestForm onSent={sent} />);
  const field = screen.getByRole("textbox", { name: "Ids" });
  await userEvent.type(field, "7, x");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(field).toHaveAccessibleDescription(/ids\[1\] is none\./));
  expect(screen.getByRole("combobox", { name: "Priority" })).toHaveAccessibleDescription("Not now.");
  expect(field).toHaveValue("7, x");

  await userEvent.clear(field);
  await userEvent.type(field, "7");
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Priority" }), "High");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(sent).toHaveBeenCalledWith(ID));
  expect(asked).toEqual([
    { ids: [7, "x"], priority: "MEDIUM" },
    { ids: [7], priority: "HIGH" },
  ]);
  expect(field).toHaveValue("");
});

it("is green only when every id came", () => {
  const counts = { total: 1, yet_to_start: 0, triggered: 0, completed: 1, failed: 0, cancelled: 0 };
  const ended = (part: Partial<Ingestion>): Ingestion => ({
    id: ID,
    priority: "LOW",
    status: "completed",
    ids: 3,
    ids_fetched: 3,
    ids_failed: 0,
    batches: counts,
    created_at: "2026-11-22T16:00:00Z",
    created_by: null,
    finished_at: null,
    links: { self: "", batches: "", results: "" },
    ...part,
  });
  const looks = [
    ended({}),
    ended({ ids_fetched: 2, ids_failed: 1 }),
    ended({ ids_fetched: 0, batches: { ...counts, cancelled: 1 } }),
    ended({ ids_fetched: 0, ids_failed: 3 }),
    ended({ status: "triggered" }),
  ].map(ingestionLook);
  expect(looks.map(({ tone }) => tone)).toEqual(["good", "partial", "quiet", "bad", "busy"]);
  expect(looks.map(({ word }) => word)).toEqual([
    "Completed",
    "Completed in part",
    "Cancelled",
    "Failed",
    "On its way",
  ]);
});
