import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { delay, HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { rememberCsrfToken } from "@/api/csrf";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { TusServer } from "@/test/tus";
import { ImportPanel } from "./import-panel";
import { type Target, useUpload } from "./use-upload";

function Panel({ target }: { target?: Target }) {
  const upload = useUpload(1000);
  return (
    <>
      <ImportPanel upload={upload} target={target} limit={1000} />
      {upload.state.step === "here" && <output>{upload.state.id}</output>}
    </>
  );
}

let tus: TusServer;

beforeEach(() => {
  localStorage.clear();
  tus = new TusServer();
  server.use(...tus.handlers);
});

function choose(file: File) {
  fireEvent.change(screen.getByTestId("file-input"), { target: { files: [file] } });
}

it("sends the chosen file with the session's token, and keeps with it which dataset it is for", async () => {
  rememberCsrfToken("t1");
  await renderPage(<Panel target={{ dataset: "customers", wanted: [] }} />);
  choose(new File(["id,name\n1,Ada\n"], "mine.csv"));
  expect(await screen.findByText(tus.id)).toBeInTheDocument();
  expect(tus.content).toBe("id,name\n1,Ada\n");
  expect(tus.metadata).toBe(`filename ${btoa("mine.csv")}`);
  expect(tus.token).toBe("t1");
  expect(tus.drafts).toEqual([{ dataset: "customers" }]);
  expect(localStorage).toHaveLength(0);
});

it.each([
  ["cat.png", "x", /not a kind of file/],
  ["empty.csv", "", /is empty/],
  ["large.csv", "x".repeat(1001), /The limit is 1,000 B/],
])("says why %s is not sent, and sends nothing", async (name, content, why) => {
  await renderPage(<Panel />);
  choose(new File([content], name));
  expect(await screen.findByRole("alert")).toHaveTextContent(why);
  expect(tus.asked).toEqual([]);
});

it("names required columns that the header lacks, and sends the file all the same", async () => {
  tus.patchEnds.push(new HttpResponse(null, { status: 423 }));
  await renderPage(<Panel target={{ dataset: "customers", wanted: [{ name: "email" }] }} />);
  choose(new File(["id,name\n1,Ada\n"], "mine.csv"));
  expect(await screen.findByText(/No column of the file seems to be the required email/)).toBeInTheDocument();
  expect(await screen.findByText(tus.id)).toBeInTheDocument();
});

it.each([
  ["another writer is at work", () => refusal(423, "locked", "Another request is writing this upload.")],
  ["the server is restarting", () => refusal(503, "unavailable", "The database does not answer.")],
])("goes on by itself when %s", async (_, end) => {
  tus.patchEnds.push(end());
  await renderPage(<Panel />);
  choose(new File(["id\n1\n"], "mine.csv"));
  expect(await screen.findByText(tus.id)).toBeInTheDocument();
  expect(tus.asked).toEqual(["POST", "PATCH", "HEAD", "PATCH"]);
  expect(tus.content).toBe("id\n1\n");
});

it("says that the line dropped, and goes on from what has arrived as soon as the browser is online", async () => {
  tus.patchEnds.push(
    () => {
      tus.content = "id";
      return HttpResponse.error();
    },
    HttpResponse.error(),
    HttpResponse.error(),
  );
  await renderPage(<Panel />);
  choose(new File(["id\n1\n"], "mine.csv"));
  // the first try again follows at once, the next after a second
  await waitFor(() => expect(tus.patchEnds).toHaveLength(0), { timeout: 3000 });
  expect(await screen.findByText(/The connection dropped. The upload goes on by itself/)).toBeInTheDocument();
  expect(screen.getByRole("heading", { name: "The upload of mine.csv was cut off" })).toBeInTheDocument();
  window.dispatchEvent(new Event("online"));
  expect(await screen.findByText(tus.id)).toBeInTheDocument();
  expect(tus.content).toBe("id\n1\n");
});

it("stops in the server's words where trying again is no help, and goes on when told to", async () => {
  tus.patchEnds.push(refusal(413, "too_large", "The file is larger than it was said to be."));
  await renderPage(<Panel />);
  choose(new File(["id\n1\n"], "mine.csv"));
  expect(await screen.findByText("The file is larger than it was said to be.")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Go on" }));
  expect(await screen.findByText(tus.id)).toBeInTheDocument();
});

it("does not begin anew when the server fails as it is asked how much has arrived", async () => {
  tus.patchEnds.push(HttpResponse.error());
  let heads = 0;
  server.use(
    http.head("*/api/uploads/:id/", () => {
      heads += 1;
      return heads === 1 ? new HttpResponse(null, { status: 502 }) : undefined;
    }),
  );
  await renderPage(<Panel />);
  choose(new File(["id\n1\n"], "mine.csv"));
  expect(await screen.findByText(tus.id, undefined, { timeout: 3000 })).toBeInTheDocument();
  expect(tus.asked.filter((method) => method === "POST")).toHaveLength(1);
});

it("is paused, goes on, and can be cancelled, which has the server forget it", async () => {
  server.use(
    http.patch("*/api/uploads/:id/", async () => {
      await delay("infinite");
    }),
  );
  await renderPage(<Panel />);
  choose(new File(["id\n1\n"], "mine.csv"));
  expect(await screen.findByRole("heading", { name: "Uploading mine.csv" })).toHaveFocus();
  await userEvent.click(await screen.findByRole("button", { name: "Pause" }));
  expect(screen.getByRole("heading", { name: "The upload of mine.csv is paused" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Go on" }));
  await waitFor(() => expect(tus.asked).toEqual(["POST", "HEAD"]));
  await userEvent.click(screen.getByRole("button", { name: "Cancel upload" }));
  expect(await screen.findByText("The upload was cancelled. Nothing was imported.")).toBeInTheDocument();
  expect(tus.asked.at(-1)).toBe("DELETE");
});

it("goes on after a reload with the file that is chosen again", async () => {
  tus.patchEnds.push(() => {
    tus.content = "id\n";
    return refusal(403, "signed_out", "Sign in first.");
  });
  const file = new File(["id\n1\n"], "mine.csv", { lastModified: 1 });
  const { unmount } = await renderPage(<Panel />);
  choose(file);
  await screen.findByText("Sign in first.");
  unmount();

  await renderPage(<Panel />);
  choose(file);
  expect(await screen.findByText(tus.id)).toBeInTheDocument();
  expect(tus.asked).toEqual(["POST", "PATCH", "HEAD", "PATCH"]);
  expect(tus.content).toBe("id\n1\n");
});

it("takes a file dropped anywhere on the page", async () => {
  await renderPage(<Panel />);
  const file = new File(["id\n1\n"], "dropped.csv");
  fireEvent.drop(document.body, { dataTransfer: { files: [file], types: ["Files"] } });
  await waitFor(() => expect(tus.content).toBe("id\n1\n"));
});

it("fetches the sample and sends it for customers", async () => {
  server.use(
    http.get(
      "*/api/samples/customers.csv",
      () => new HttpResponse("id\n1\n", { headers: { "Content-Type": "text/csv" } }),
    ),
  );
  await renderPage(<Panel />);
  await userEvent.click(screen.getByRole("button", { name: "Try it with a sample file" }));
  await waitFor(() => expect(tus.drafts).toEqual([{ dataset: "customers" }]));
});
