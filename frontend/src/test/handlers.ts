import { HttpResponse, http } from "msw";
import {
  apiKey,
  attempts,
  customerRows,
  customers,
  events,
  faultGroups,
  faults,
  importJob,
  job,
  keptRows,
  problem,
  queues,
  signedIn,
  undoState,
  workers,
} from "./fixtures";

/** Answers of a calm, signed-in day. A test that wants another day says so with `server.use`. */
export const handlers = [
  http.get("*/api/session/", () => HttpResponse.json(signedIn)),
  http.get("*/api/datasets/", () => page([customers])),
  http.get("*/api/datasets/:slug/", ({ params }) =>
    params.slug === customers.slug
      ? HttpResponse.json(customers)
      : refusal(404, "not_found", "There is no such dataset."),
  ),
  http.get("*/api/datasets/:slug/rows/", () => page(customerRows(60))),
  http.get("*/api/uploads/", () => page([])),
  http.get("*/api/imports/", () =>
    page(
      [
        importJob.running(),
        importJob.partial(),
        importJob.completed(),
        importJob.failed(),
        importJob.cancelled(),
        importJob.dryRun(),
      ].map(withOwnId),
    ),
  ),
  http.get("*/api/imports/:id/", () => HttpResponse.json(importJob.completed())),
  http.get("*/api/imports/:id/undo/", () => HttpResponse.json(undoState.possible())),
  http.get("*/api/imports/:id/undo/kept/", () => page(keptRows)),
  http.get("*/api/imports/:id/issues/", ({ request }) => {
    const query = new URL(request.url).searchParams;
    if (query.has("group")) return HttpResponse.json({ results: faultGroups });
    const code = query.get("code");
    return page(faults.filter((fault) => !code || fault.code === code));
  }),
  http.get("*/api/jobs/", () =>
    page([
      job({
        id: "1",
        status: "processing",
        progress: { done: 150_000, failed: 600, total: 500_000 },
        finished_at: null,
        started_at: new Date().toISOString(),
      }),
      job({ id: "2" }),
      job({ id: "3", status: "failed", failure: importJob.failed().failure }),
      job({
        id: "4",
        kind: "render_report",
        status: "pending",
        progress: { done: 0, failed: 0, total: 0 },
        started_at: null,
        finished_at: null,
      }),
    ]),
  ),
  http.get("*/api/jobs/:id/", ({ params }) => HttpResponse.json(job({ id: String(params.id) }))),
  http.get("*/api/jobs/:id/attempts/", () => page(attempts)),
  http.get("*/api/jobs/:id/events/", ({ request }) =>
    page(events.filter(({ type }) => new URL(request.url).searchParams.getAll("type").includes(type))),
  ),
  http.get("*/api/queues/", () => HttpResponse.json(queues)),
  http.get("*/api/workers/", () => HttpResponse.json(workers)),
  http.get("*/api/kinds/", () =>
    HttpResponse.json([
      { name: "csv_import", title: "Import of a file", description: "", queue: "imports", parameters: {} },
    ]),
  ),
  http.get("*/api/keys/", () =>
    page([apiKey, { ...apiKey, id: "k2", name: "Old laptop", revoked_at: "2026-03-02T08:00:00Z" }]),
  ),
];

export function page(results: unknown[], next: string | null = null) {
  return HttpResponse.json({ next, previous: null, results } as Record<string, unknown>);
}

export function refusal(status: number, code: string, detail: string, errors?: Record<string, string[]>) {
  return HttpResponse.json(problem(status, code, detail, errors), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
}

function withOwnId<T extends { id: string }>(item: T, index: number): T {
  return { ...item, id: `${item.id.slice(0, -1)}${index}` };
}
