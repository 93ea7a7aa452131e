import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { delay, HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import type { Job, Kind } from "@/api/gen/types.gen";
import { job } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { TusServer, upload } from "@/test/tus";
import { JobForm } from "./job-form";

const IMAGES: Kind = {
  name: "image_processing",
  title: "Image processing",
  description: "Makes images fit.",
  queue: "default",
  standalone: true,
  parameters: {
    properties: {
      images: { type: "array", items: { type: "string", format: "upload" }, maxItems: 2 },
      target_width: { type: "integer", minimum: 100, maximum: 2000 },
    },
  },
};
const EMAILS: Kind = {
  ...IMAGES,
  name: "email_sending",
  parameters: {
    properties: {
      recipients: { type: "array", items: { type: "string", format: "email" } },
      dataset: { type: "string", format: "dataset" },
    },
  },
};

let tus: TusServer;
let asked: unknown;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  tus = new TusServer();
  asked = undefined;
  server.use(
    ...tus.handlers,
    http.get("*/api/uploads/:id/", ({ params }) =>
      params.id === tus.id
        ? HttpResponse.json(upload({ name: "cat.png", size: 3 }))
        : refusal(404, "not_found", "There is no such upload."),
    ),
    http.post("*/api/jobs/", async ({ request }) => {
      asked = await request.json();
      return HttpResponse.json(job(), { status: 202 });
    }),
  );
});

async function draw(kind: Kind, like?: Job) {
  const onAccepted = vi.fn();
  const drawn = await renderPage(<JobForm kind={kind} like={like} onAccepted={onAccepted} />);
  return { onAccepted, ...drawn };
}

const cat = new File(["cat"], "cat.png", { type: "image/png" });
const start = () => userEvent.click(screen.getByRole("button", { name: "Start the job" }));

it("sends files as they are chosen, and names them to the job by their uploads", async () => {
  const { onAccepted } = await draw(IMAGES);
  const control = screen.getByRole("group", { name: "Your images" });
  await userEvent.upload(screen.getByTestId("files-images"), cat);
  expect(await within(control).findByText("3 B, here")).toBeInTheDocument();
  expect(within(control).getByRole("listitem")).toHaveTextContent("cat.png");
  expect(tus.content).toBe("cat");
  // so that it does not wait to be imported
  expect(tus.drafts).toEqual([{ for_a_job: true }]);
  await start();
  await waitFor(() => expect(onAccepted).toHaveBeenCalled());
  expect(asked).toEqual({ kind: "image_processing", params: { images: [tus.id] } });
});

it("has the server forget a file that is taken away, and the focus stays in the control", async () => {
  await draw(IMAGES);
  await userEvent.upload(screen.getByTestId("files-images"), cat);
  await screen.findByText("3 B, here");
  await userEvent.click(screen.getByRole("button", { name: "Remove cat.png" }));
  expect(screen.getByRole("button", { name: "Choose files" })).toHaveFocus();
  await waitFor(() => expect(tus.asked.at(-1)).toBe("DELETE"));
  await start();
  await waitFor(() => expect(asked).toEqual({ kind: "image_processing", params: {} }));
});

it("gives up a file on its way that is taken away, and sends the next", async () => {
  let patches = 0;
  server.use(
    http.patch("*/api/uploads/:id/", async () => {
      patches += 1;
      if (patches === 1) await delay("infinite");
    }),
  );
  await draw(IMAGES);
  await userEvent.upload(screen.getByTestId("files-images"), [new File(["x"], "other.png"), cat]);
  await waitFor(() => expect(patches).toBe(1));
  expect(screen.getByText("Waits for its turn")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Remove other.png" }));
  expect(await screen.findByText("3 B, here")).toBeInTheDocument();
  expect(tus.asked).toContain("DELETE");
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
});

it("does not begin while a file is on its way, and says why one stopped and goes on", async () => {
  tus.patchEnds.push(refusal(403, "forbidden", "This key may not write."));
  await draw(IMAGES);
  await userEvent.upload(screen.getByTestId("files-images"), cat);
  expect(await screen.findByText("This key may not write.")).toBeInTheDocument();
  await start();
  expect(await screen.findByText(/Wait until every file is here/)).toBeInTheDocument();
  expect(asked).toBeUndefined();
  await userEvent.click(screen.getByRole("button", { name: "Go on with cat.png" }));
  expect(await screen.findByText("3 B, here")).toBeInTheDocument();
  await start();
  await waitFor(() => expect(asked).toBeDefined());
});

it("goes on with a file that is chosen again after a reload", async () => {
  tus.patchEnds.push(() => {
    tus.content = "c";
    return refusal(403, "signed_out", "Sign in first.");
  });
  const file = new File(["cat"], "cat.png", { lastModified: 1 });
  const { unmount } = await draw(IMAGES);
  await userEvent.upload(screen.getByTestId("files-images"), file);
  await screen.findByText("Sign in first.");
  unmount();

  await draw(IMAGES);
  await userEvent.upload(screen.getByTestId("files-images"), file);
  expect(await screen.findByText("3 B, here")).toBeInTheDocument();
  expect(tus.asked).toEqual(["POST", "PATCH", "HEAD", "PATCH"]);
  expect(tus.content).toBe("cat");
});

it("says when there are more files than the kind takes", async () => {
  await draw(IMAGES, job({ id: "1", kind: "image_processing", params: { images: ["a", "b"] } }));
  expect(screen.queryByText("2 files at most.")).not.toBeInTheDocument();
  await userEvent.upload(screen.getByTestId("files-images"), cat);
  expect(await screen.findByText("2 files at most.")).toBeInTheDocument();
});

it("keeps an earlier job's files, also those whose upload is not kept any more", async () => {
  await draw(IMAGES, job({ id: "1", kind: "image_processing", params: { images: ["a", tus.id] } }));
  const control = screen.getByRole("group", { name: "Your images" });
  expect(await within(control).findByText("A file of the earlier job")).toBeInTheDocument();
  expect(await within(control).findByText("cat.png")).toBeInTheDocument();
  expect(within(control).queryByText(/is not kept any more/)).not.toBeInTheDocument();
  // it belongs to the earlier job
  await userEvent.click(screen.getByRole("button", { name: "Remove cat.png" }));
  expect(tus.asked).toEqual([]);
});

it("keeps what was written over a reload, until it is begun anew", async () => {
  const { unmount } = await draw(IMAGES);
  await userEvent.upload(screen.getByTestId("files-images"), cat);
  await screen.findByText("3 B, here");
  await userEvent.type(screen.getByLabelText(/^Width to fit in/), "640");
  unmount();

  await draw(IMAGES);
  expect(screen.getByText("What you had written is back.")).toBeInTheDocument();
  expect(screen.getByLabelText(/^Width to fit in/)).toHaveValue("640");
  expect(await screen.findByText("3 B, here")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Begin anew" }));
  expect(screen.getByLabelText(/^Width to fit in/)).toHaveValue("");
  expect(screen.queryByText("cat.png")).not.toBeInTheDocument();
  expect(sessionStorage).toHaveLength(0);
});

it("does not bring back what has been sent", async () => {
  const { onAccepted, unmount } = await draw(IMAGES);
  await userEvent.type(screen.getByLabelText(/^Width to fit in/), "640");
  await start();
  await waitFor(() => expect(onAccepted).toHaveBeenCalled());
  unmount();
  await draw(IMAGES);
  expect(screen.getByLabelText(/^Width to fit in/)).toHaveValue("");
});

it("leaves a number out of range as it was typed, with what the server says", async () => {
  server.use(
    http.post("*/api/jobs/", () =>
      refusal(400, "invalid", "No.", { "params.target_width": ["At most 2,000."] }),
    ),
  );
  await draw(IMAGES);
  await userEvent.type(screen.getByLabelText(/^Width to fit in/), "9000");
  await start();
  expect(await screen.findByText("At most 2,000.")).toBeInTheDocument();
  expect(screen.getByLabelText(/^Width to fit in/)).toHaveValue("9000");
});

it("takes pasted recipients, and names those that are refused", async () => {
  server.use(
    http.post("*/api/jobs/", () =>
      refusal(400, "invalid", "No.", { "params.recipients.1": ["This is no address."] }),
    ),
  );
  await draw(EMAILS);
  const recipients = screen.getByRole("textbox", { name: "Recipients" });
  await userEvent.click(recipients);
  await userEvent.paste("ada@example.com; nobody\ngrace@example.com");
  expect(recipients).toHaveAccessibleDescription(/3 entries/);
  await start();
  expect(await screen.findByText("Entry 2, nobody: This is no address.")).toBeInTheDocument();
  expect(recipients).toHaveAttribute("aria-invalid", "true");
});

it("offers the workspace's datasets, and shows one that is gone as gone", async () => {
  await draw(EMAILS, job({ id: "1", kind: "email_sending", params: { dataset: "old" } }));
  const dataset = screen.getByRole("combobox", { name: "Dataset" });
  expect(
    await within(dataset).findByRole("option", { name: "old (not there any more)" }),
  ).toBeInTheDocument();
  expect(dataset).toHaveValue("old");
  await userEvent.selectOptions(dataset, "Customers");
  expect(dataset).toHaveValue("customers");
});
