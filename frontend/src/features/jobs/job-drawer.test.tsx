import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import type { Job } from "@/api/gen/types.gen";
import { job, jobs, undoJob } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import JobDrawer from "./job-drawer";

async function show(shown: Job, onShow = vi.fn()) {
  server.use(
    http.get("*/api/jobs/:id/", () => HttpResponse.json(shown, { headers: { "Retry-After": "60" } })),
  );
  await renderPage(<JobDrawer id={shown.id} onShow={onShow} onClose={vi.fn()} />);
  return screen.findByRole("dialog");
}

it("shows how far a job is, its attempts and its log", async () => {
  const drawer = await show(jobs.paused());
  expect(await within(drawer).findByText("150,000 of 500,000 · 600 not well")).toBeInTheDocument();
  const [latest, lost] = await within(drawer).findAllByRole("listitem");
  expect(latest).toHaveTextContent("Attempt 2 Completed");
  expect(latest).toHaveTextContent("came from 150,000 to 500,000");
  expect(lost).toHaveTextContent("Attempt 1 The worker was lost");
  expect(lost).toHaveTextContent("on run-4711-imports@example");
  expect(await within(drawer).findByText("The file says it is UTF-8 and is not.")).toBeInTheDocument();
  expect(within(drawer).getByText("Dataset").nextSibling).toHaveTextContent("customers");
  expect(within(drawer).getByRole("link", { name: "Open the import" })).toHaveAttribute(
    "href",
    `/imports/${job().id}`,
  );
});

it("says why a job waits", async () => {
  const drawer = await show(jobs.waiting());
  expect(
    await within(drawer).findByText(
      "The limit of 4 running jobs of its kind is reached · 3rd in line · about 20 s",
    ),
  ).toBeInTheDocument();
});

it("says of one that was set aside what to do", async () => {
  const drawer = await show(jobs.setAside());
  expect(await within(drawer).findByText("Set aside")).toHaveAttribute("data-tone", "bad");
  expect(drawer).toHaveTextContent("The worker died on this job 3 times");
  expect(drawer).toHaveTextContent("retry it once the cause is mended");
});

it("does what its state allows, and shows how it stands then", async () => {
  const drawer = await show(jobs.paused());
  server.use(
    http.post("*/api/jobs/:id/resume/", () =>
      HttpResponse.json(jobs.waiting({ attempt: 1 }), { status: 202 }),
    ),
  );
  await userEvent.click(await within(drawer).findByRole("button", { name: "Resume" }));
  expect(await within(drawer).findByText(/3rd in line/)).toBeInTheDocument();
  expect(within(drawer).queryByRole("button", { name: "Resume" })).not.toBeInTheDocument();
});

it.each([
  // it was asked about that the file is in already
  [job(), "reads the same file", { params: { force: true } }],
  [
    job({ kind: "countdown", queue: "default" }),
    "A new job begins from the start, with the same parameters",
    {},
  ],
])("runs again with the same parameters, and shows the new job (%#)", async (shown, said, sent) => {
  const onShow = vi.fn();
  let body: unknown;
  const drawer = await show(shown, onShow);
  server.use(
    http.post("*/api/jobs/:id/again/", async ({ request }) => {
      body = await request.json();
      return HttpResponse.json(job({ id: "new" }), { status: 202 });
    }),
  );
  await userEvent.click(await within(drawer).findByRole("button", { name: "Run again" }));
  const question = await screen.findByRole("dialog", { name: "Run this job again?" });
  expect(question).toHaveTextContent(said);
  await userEvent.click(within(question).getByRole("button", { name: "Run it again" }));
  await vi.waitFor(() => expect(onShow).toHaveBeenCalledWith("new"));
  expect(body).toEqual(sent);
});

it("does not offer to undo again what has been undone", async () => {
  const drawer = await show(undoJob());
  expect(await within(drawer).findByText("Undo of customers.csv")).toBeInTheDocument();
  expect(within(drawer).queryByRole("button", { name: "Run again" })).not.toBeInTheDocument();
});

it("shows the server's words when there is no such job", async () => {
  const drawer = await show(job());
  expect(drawer).toBeInTheDocument();
  server.use(http.get("*/api/jobs/:id/", () => refusal(404, "not_found", "There is no such job.")));
  await renderPage(<JobDrawer id="other" onShow={vi.fn()} onClose={vi.fn()} />);
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no such job.");
});

it.each([
  [
    "a merge",
    {
      kind: "merge",
      params: { import: job().id },
      result: { merged: 310, still_failed: 2, left_out: 0, not_rejected: 0 },
    },
    ["Merged310", "Still rejected2"],
  ],
  [
    "a change of a schema that rows do not keep",
    {
      kind: "schema_change",
      result: {
        applied: false,
        changes: ["age must be at least 18."],
        violations: [{ field: "age", code: "minimum", message: "This is below 18.", count: 3, samples: [] }],
      },
    },
    ["Nothing was changed.", "age must be at least 18.", "age: This is below 18. (3 rows)"],
  ],
  [
    "an import",
    { result: { format: "delimited", encoding: "utf-8", notes: ["3 notes stand above."] } },
    ["Records10,000", "3 notes stand above."],
  ],
  [
    "a kind that is not known here",
    { kind: "resize", result: { pictures: 4, sizes: { small: 3 } } },
    ["Pictures4", "Sizes"],
  ],
])("draws the result of %s", async (_, part, words) => {
  const drawer = await show(job(part as Partial<Job>));
  await within(drawer).findByRole("heading", { name: "Result" });
  for (const word of words) expect(drawer).toHaveTextContent(word);
});
