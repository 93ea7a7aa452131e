import { fireEvent, screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Job } from "@/api/gen/types.gen";
import { renderPage } from "@/test/render";
import { tasks } from "@/test/tasks";
import { JobResult } from "../job-result";

async function draw(job: Job) {
  await renderPage(<JobResult job={job} />);
}

it("draws statistics with all their digits, and a spread that is told in words", async () => {
  await draw(tasks.statistics());
  const [, amount, empty] = screen.getAllByRole("row");
  expect(
    within(amount as HTMLElement)
      .getAllByRole("cell")
      .map((cell) => cell.textContent),
  ).toEqual(["11,9982 not a number", "90,071,992,547,409,931.25", "7,507,250,587.38039", "-12.5", "1,000"]);
  expect(
    screen.getByRole("img", {
      name: "How the values of amount are spread over steps of equal width from -12.5 to 1,000: 4, 0, 312, 5,000, 6,682",
    }),
  ).toBeInTheDocument();
  expect(
    within(empty as HTMLElement)
      .getAllByRole("cell")
      .map((cell) => cell.textContent),
  ).toEqual(["0", "–", "–", "–", "–"]);
});

it.each([
  ["a dataset", { dataset: "sales" }, "sales"],
  ["a file", { upload: "0199", name: "sales.csv" }, "File sales.csv"],
  ["rows of its own", { made: true }, "Made-up rows"],
])("says that statistics are of %s", async (_, source, words) => {
  await draw(tasks.statistics({ result: { source, rows: 3, columns: [] } }));
  expect(screen.getByText("Source").nextSibling).toHaveTextContent(words);
  expect(screen.getByText("No column holds numbers, so there is nothing to add up.")).toBeInTheDocument();
});

it("leads to the dataset that statistics are of", async () => {
  await draw(tasks.statistics());
  expect(screen.getByRole("link", { name: "sales" })).toHaveAttribute("href", "/datasets/sales");
});

it("lists the emails that went out, and why others did not", async () => {
  await draw(tasks.emails());
  const sent = screen.getByRole("region", { name: "Emails that were sent" });
  expect(within(sent).getByRole("row", { name: /ada@example.com/ })).toBeInTheDocument();
  expect(screen.getByText("Subject").nextSibling).toHaveTextContent("Welcome");
  expect(sent.querySelector("time")).toHaveAttribute("datetime", "2026-03-04T09:30:01Z");
  const refused = screen.getByRole("region", { name: "Recipients that were refused" });
  expect(refused).toHaveTextContent("nobody@example.comThere is no such mailbox.");
});

it("says each subject where they are not the same", async () => {
  const [first, second] = (tasks.emails().result as { sent: object[] }).sent;
  await draw(tasks.emails({ result: { sent: [first, { ...second, subject: "Reminder" }], refused: [] } }));
  expect(screen.queryByText("Subject")).not.toBeInTheDocument();
  expect(screen.getByRole("row", { name: /grace@example.com\s*Reminder/ })).toBeInTheDocument();
});

it("says when no email was sent", async () => {
  await draw(tasks.emails({ result: { sent: [], refused: [] } }));
  expect(screen.getByText("No email was sent.")).toBeInTheDocument();
  expect(screen.queryByRole("table")).not.toBeInTheDocument();
});

it("shows resized images in their shape, each to be opened, and those that were refused", async () => {
  await draw(tasks.images());
  const [beach, tower] = within(screen.getByRole("list", { name: "Resized images" })).getAllByRole(
    "listitem",
  );
  expect(beach).toHaveTextContent("1,200 × 800 → 300 × 200");
  expect(beach).toHaveTextContent("JPEG 240 KB → 24 KB");
  const link = within(beach as HTMLElement).getByRole("link", { name: "Open beach.jpg in a new tab" });
  expect(link).toHaveAttribute("href", "/api/tasks/1/images/1");
  expect(link).toHaveAttribute("target", "_blank");
  const image = within(tower as HTMLElement).getByAltText("tower.png, resized");
  expect(image).toHaveAttribute("loading", "lazy");
  expect(image).toHaveStyle({ aspectRatio: "120 / 300" });
  expect(screen.getByRole("region", { name: "Images that were refused" })).toHaveTextContent(
    "bomb.pngIt would have 900,000,000 pixels",
  );
});

it("says of a thumbnail that it is gone", async () => {
  await draw(tasks.images());
  fireEvent.error(screen.getByAltText("beach.jpg, resized"));
  expect(await screen.findByText("This thumbnail is not kept any more.")).toBeInTheDocument();
  expect(screen.queryByRole("link", { name: "Open beach.jpg in a new tab" })).not.toBeInTheDocument();
});
