import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import type { Kind } from "@/api/gen/types.gen";
import { job } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { JobAgain, NewJob } from "./new-job";

const RESIZE: Kind = {
  name: "resize",
  title: "Resize pictures",
  description: "Makes pictures smaller.",
  queue: "default",
  standalone: true,
  parameters: {
    properties: {
      width: { type: "integer", minimum: 1, description: "In pixels." },
      sharpen: { type: "boolean", default: true },
      format: { type: "string", enum: ["png", "webp"], default: "png" },
    },
    required: ["width"],
  },
};
const IMPORT: Kind = { ...RESIZE, name: "csv_import", title: "Import of a file", standalone: false };

async function draw(kind?: string) {
  server.use(http.get("*/api/kinds/", () => HttpResponse.json([IMPORT, RESIZE])));
  const onAccepted = vi.fn();
  await renderPage(<NewJob kind={kind} onKind={vi.fn()} onAccepted={onAccepted} />);
  return onAccepted;
}

it("draws the form from the kind's schema, and starts the job", async () => {
  let asked: unknown;
  server.use(
    http.post("*/api/jobs/", async ({ request }) => {
      asked = await request.json();
      return HttpResponse.json(job({ kind: "resize" }), { status: 202 });
    }),
  );
  const onAccepted = await draw();
  expect(await screen.findByLabelText(/^Sharpen/)).toBeChecked();
  await userEvent.type(screen.getByLabelText(/^Width/), "640");
  await userEvent.selectOptions(screen.getByLabelText(/^Format/), "webp");
  await userEvent.click(screen.getByRole("button", { name: "Start the job" }));
  await vi.waitFor(() => expect(onAccepted).toHaveBeenCalled());
  expect(asked).toEqual({ kind: "resize", params: { width: 640, sharpen: true, format: "webp" } });
});

it("puts what the server says beside the parameter that it is about", async () => {
  server.use(
    http.post("*/api/jobs/", () =>
      refusal(400, "invalid", "This cannot be done.", { "params.width": ["At most 4,000."] }),
    ),
  );
  await draw();
  await userEvent.type(await screen.findByLabelText(/^Width/), "9000");
  await userEvent.click(screen.getByRole("button", { name: "Start the job" }));
  expect(await screen.findByText("At most 4,000.")).toBeInTheDocument();
  expect(screen.getByLabelText(/^Width/)).toHaveAttribute("aria-invalid", "true");
});

it("says of a kind that needs a file where it begins", async () => {
  await draw("csv_import");
  expect(await screen.findByText(/it needs a file/)).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Start the job" })).not.toBeInTheDocument();
});

it("begins with an earlier job's parameters, and sends what is different", async () => {
  const earlier = job({ kind: "resize", params: { width: 640, sharpen: true } });
  let asked: unknown;
  server.use(
    http.get("*/api/kinds/", () => HttpResponse.json([RESIZE])),
    http.get("*/api/jobs/:id/", () => HttpResponse.json(earlier)),
    http.post("*/api/jobs/:id/again/", async ({ request }) => {
      asked = await request.json();
      return HttpResponse.json(job({ kind: "resize" }), { status: 202 });
    }),
  );
  const onAccepted = vi.fn();
  await renderPage(<JobAgain like={earlier.id} onAccepted={onAccepted} />);
  await userEvent.click(await screen.findByLabelText(/^Sharpen/));
  await userEvent.click(screen.getByRole("button", { name: "Run it again" }));
  await vi.waitFor(() => expect(onAccepted).toHaveBeenCalled());
  expect(asked).toEqual({ params: { sharpen: false } });
});
