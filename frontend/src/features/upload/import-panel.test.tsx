import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { delay, HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { rememberCsrfToken } from "@/api/csrf";
import { importJob, problem } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { ImportPanel } from "./import-panel";
import { useUpload } from "./use-upload";

function Panel({ dataset }: { dataset?: string }) {
  const upload = useUpload(1000);
  return (
    <>
      <ImportPanel upload={upload} dataset={dataset} limit={1000} />
      {upload.state.step === "accepted" && <output>{upload.state.id}</output>}
    </>
  );
}

/** The multipart body as it travelled: Node's own reader does not take jsdom's files. */
let posted: string;
let token: string | null;

beforeEach(() => {
  posted = "";
  server.use(
    http.post("*/api/imports/", async ({ request }) => {
      token = request.headers.get("X-CSRFToken");
      posted = await request.text();
      return HttpResponse.json(importJob.pending(), { status: 202 });
    }),
  );
});

function choose(file: File) {
  fireEvent.change(screen.getByTestId("file-input"), { target: { files: [file] } });
}

it("sends the chosen file into the chosen dataset, with the session's token", async () => {
  rememberCsrfToken("t1");
  await renderPage(<Panel dataset="customers" />);
  choose(new File(["id,name\n1,Ada\n"], "mine.csv"));
  expect(await screen.findByText(importJob.pending().id)).toBeInTheDocument();
  expect(posted).toMatch(/name="dataset"\s+customers\s/);
  expect(posted).toMatch(/name="file"; filename="mine.csv"/);
  expect(token).toBe("t1");
});

it.each([
  ["cat.png", "x", /not a kind of file/],
  ["empty.csv", "", /is empty/],
  ["large.csv", "x".repeat(1001), /The limit is 1,000 B/],
])("says why %s is not sent, and sends nothing", async (name, content, why) => {
  await renderPage(<Panel />);
  choose(new File([content], name));
  expect(await screen.findByRole("alert")).toHaveTextContent(why);
  expect(posted).toBe("");
});

it("shows the server's reason when it refuses the content", async () => {
  server.use(
    http.post("*/api/imports/", () =>
      refusal(415, "unsupported_file_type", "This is a PNG image, not a delimited text file."),
    ),
  );
  await renderPage(<Panel />);
  choose(new File(["\x89PNG"], "picture.csv"));
  expect(await screen.findByText("This is a PNG image, not a delimited text file.")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "browse" })).toBeInTheDocument();
});

it("says that the dataset has the file already, links to the import, and sends it again only when told so", async () => {
  const earlier = {
    id: "e1",
    title: "first.csv",
    created_at: "2026-03-04T09:30:00Z",
    status: "completed",
    links: { self: "/api/imports/e1/" },
  };
  server.use(
    http.post("*/api/imports/", async ({ request }) => {
      posted = await request.text();
      if (/name="force"\s+true\s/.test(posted))
        return HttpResponse.json(importJob.pending(), { status: 202 });
      const known = problem(409, "already_imported", "A file with the same content…");
      return HttpResponse.json({ ...known, earlier }, { status: 409 });
    }),
  );
  await renderPage(<Panel dataset="customers" />);
  choose(new File(["id,name\n1,Ada\n"], "mine.csv"));
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "A file with the same content as mine.csv was sent to customers before: first.csv, 4 Mar 2026.",
  );
  expect(screen.getByRole("link", { name: "first.csv" })).toHaveAttribute("href", "/imports/e1");
  expect(screen.getByRole("button", { name: "browse" })).toBeInTheDocument();
  expect(posted).not.toContain('name="force"');

  await userEvent.click(screen.getByRole("button", { name: "Import it again anyway" }));
  expect(await screen.findByText(importJob.pending().id)).toBeInTheDocument();
  expect(posted).toMatch(/name="dataset"\s+customers\s/);
  expect(posted).toMatch(/name="file"; filename="mine.csv"/);
});

it("can be cancelled on the way", async () => {
  server.use(
    http.post("*/api/imports/", async () => {
      await delay("infinite");
      return HttpResponse.json({});
    }),
  );
  await renderPage(<Panel />);
  choose(new File(["id\n1\n"], "mine.csv"));
  expect(await screen.findByRole("heading", { name: "Uploading mine.csv" })).toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "Cancel upload" }));
  expect(await screen.findByText("The upload was cancelled. Nothing was imported.")).toBeInTheDocument();
});

it("takes a file dropped anywhere on the page", async () => {
  await renderPage(<Panel />);
  const file = new File(["id\n1\n"], "dropped.csv");
  fireEvent.drop(document.body, { dataTransfer: { files: [file], types: ["Files"] } });
  await waitFor(() => expect(posted).toContain('filename="dropped.csv"'));
});

it("fetches the sample and imports it into customers", async () => {
  server.use(
    http.get(
      "*/api/samples/customers.csv",
      () => new HttpResponse("id\n1\n", { headers: { "Content-Type": "text/csv" } }),
    ),
  );
  await renderPage(<Panel />);
  await userEvent.click(screen.getByRole("button", { name: "Try it with a sample file" }));
  await waitFor(() => expect(posted).toMatch(/name="dataset"\s+customers\s/));
});
