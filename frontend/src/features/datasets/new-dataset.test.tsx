import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { customers } from "@/test/fixtures";
import { refusal } from "@/test/handlers";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { NewDataset } from "./new-dataset";

async function write() {
  const user = userEvent.setup();
  const onMade = vi.fn();
  await renderPage(<NewDataset onMade={onMade} />);
  await user.type(screen.getByLabelText(/^Title of the dataset/), "Plants");
  await user.type(screen.getByLabelText("Name"), "Latin name");
  return { user, onMade };
}

it("makes a dataset of what is written", async () => {
  const { user, onMade } = await write();
  let sent: unknown;
  server.use(
    http.post("*/api/datasets/", async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(customers, { status: 201 });
    }),
  );
  await user.click(screen.getByRole("checkbox", { name: "Part of the key" }));
  await user.click(screen.getByRole("button", { name: "Make the dataset" }));
  await waitFor(() => expect(onMade).toHaveBeenCalledWith(customers));
  expect(sent).toEqual({
    title: "Plants",
    description: "",
    schema: { fields: [{ name: "Latin name" }], primaryKey: ["Latin name"] },
  });
});

it("shows what the server has against it where it is written", async () => {
  const { user } = await write();
  server.use(
    http.post("*/api/datasets/", () =>
      refusal(400, "invalid_schema", "fields.0.name: A name starts with a lower-case letter.", {
        "schema.fields.0.name": ["A name starts with a lower-case letter."],
      }),
    ),
  );
  await user.click(screen.getByRole("button", { name: "Make the dataset" }));
  await waitFor(() => expect(screen.getByLabelText("Name")).toHaveFocus());
  expect(screen.getByText("A name starts with a lower-case letter.")).toBeInTheDocument();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

it("says in the server's words what has no place of its own", async () => {
  const { user } = await write();
  server.use(
    http.post("*/api/datasets/", () =>
      refusal(409, "slug_taken", "There is a dataset called plants already."),
    ),
  );
  await user.click(screen.getByRole("button", { name: "Make the dataset" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("There is a dataset called plants already.");
});
