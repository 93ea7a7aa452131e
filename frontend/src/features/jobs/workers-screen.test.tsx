import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { job } from "@/test/fixtures";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { WorkersScreen } from "./workers-screen";

it("shows what waits in each queue and how its last hour went", async () => {
  await renderPage(<WorkersScreen />);
  const imports = await screen.findByRole("region", { name: "imports" });
  expect(imports).toHaveTextContent("1 worker, 2 jobs at a time");
  expect(imports).toHaveTextContent("Waiting12");
  expect(imports).toHaveTextContent("Longest wait1 min 15 s");
  expect(imports).toHaveTextContent("51 finished in the last hour");
  expect(
    within(imports).getByRole("img", {
      name: "Jobs finished in imports, each five minutes of the last hour: 0, 3, 5, 8, 2, 0, 0, 1, 9, 12, 7, 4",
    }),
  ).toBeInTheDocument();
});

it("says of a queue without a worker how to start one", async () => {
  await renderPage(<WorkersScreen />);
  const queue = await screen.findByRole("region", { name: "default" });
  expect(queue).toHaveTextContent("No worker");
  expect(queue).toHaveTextContent("python -m docprocessor.launch.worker default");
});

it("shows who is alive and on what, and of others' jobs only their number", async () => {
  await renderPage(<WorkersScreen />);
  const [, busy, stopping, lost] = await screen.findAllByRole("row");
  expect(busy).toHaveTextContent("Alive");
  expect(within(busy as HTMLElement).getByRole("link", { name: "File import" })).toHaveAttribute(
    "href",
    `/jobs?job=${job().id}`,
  );
  expect(busy).toHaveTextContent("1 job of another workspace");
  expect(stopping).toHaveTextContent("Stoppingnothing");
  expect(lost).toHaveTextContent(/Silentlast heard of .+nothing/);
});

it("says what happens while there is no worker at all", async () => {
  server.use(http.get("*/api/workers/", () => HttpResponse.json([])));
  await renderPage(<WorkersScreen />);
  expect(await screen.findByText("No worker has been heard of in the last hour")).toBeInTheDocument();
});
