import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { page, refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { TusServer, upload } from "@/test/tus";
import { OpenUploads } from "./open-uploads";
import { useOpenUploads } from "./use-open-uploads";
import { useUpload } from "./use-upload";

function List() {
  const current = useUpload(1000);
  const open = useOpenUploads();
  return (
    <>
      <OpenUploads open={open} upload={current} />
      <output>{current.state.step === "refused" ? current.state.why : current.state.step}</output>
    </>
  );
}

let tus: TusServer;

beforeEach(() => {
  localStorage.clear();
  tus = new TusServer();
  server.use(...tus.handlers);
});

function listed(...uploads: ReturnType<typeof upload>[]) {
  server.use(http.get("*/api/uploads/", () => page(uploads)));
}

it("leads on to a file that is here, and discards one after asking", async () => {
  listed(upload());
  await renderPage(<List />);
  expect(await screen.findByRole("link", { name: "Go on with customers.csv" })).toHaveAttribute(
    "href",
    `/uploads/${upload().id}`,
  );
  await userEvent.click(screen.getByRole("button", { name: "Discard customers.csv" }));
  await userEvent.click(await screen.findByRole("button", { name: "Discard the upload" }));
  await waitFor(() => expect(tus.asked).toEqual(["DELETE"]));
});

it("says how much of a file is here, and sends the rest when it is chosen again", async () => {
  listed(upload({ size: 5, received: 2, is_complete: false }));
  tus.content = "id";
  tus.length = 5;
  await renderPage(<List />);
  expect(await screen.findByText(/40% of 5 B is here/)).toBeInTheDocument();
  fireEvent.change(screen.getByTestId("file-again"), {
    target: { files: [new File(["id\n1\n"], "customers.csv")] },
  });
  await waitFor(() => expect(tus.content).toBe("id\n1\n"));
  expect(tus.asked).toEqual(["HEAD", "PATCH"]);
});

it("does not take another file for the rest of it", async () => {
  listed(upload({ size: 5, received: 2, is_complete: false }));
  await renderPage(<List />);
  fireEvent.change(await screen.findByTestId("file-again"), {
    target: { files: [new File(["something else"], "customers.csv")] },
  });
  expect(await screen.findByText(/This is not customers.csv/)).toBeInTheDocument();
  expect(tus.asked).toEqual([]);
});

it("draws nothing where nothing is open", async () => {
  listed();
  await renderPage(<List />);
  await waitFor(() => expect(screen.queryByText("Not imported yet")).not.toBeInTheDocument());
});

it("leaves out what was sent for a job", async () => {
  listed(upload({ draft: { for_a_job: true }, name: "cat.png" }), upload({ id: "2" }));
  await renderPage(<List />);
  expect(await screen.findByRole("link", { name: "Go on with customers.csv" })).toBeInTheDocument();
  expect(screen.queryByText(/cat.png/)).not.toBeInTheDocument();
});

it("says why they cannot be listed", async () => {
  server.use(http.get("*/api/uploads/", () => refusal(403, "forbidden", "This key may not read.")));
  await renderPage(<List />);
  expect(await screen.findByRole("alert")).toHaveTextContent("This key may not read.");
});
