import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { renderPage } from "@/test/render";
import { server } from "@/test/server";
import { ReportForm } from "./report-form";

beforeEach(() => {
  sessionStorage.clear();
  // without a layout, no line would be in sight
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(500);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(46);
  HTMLElement.prototype.scrollIntoView = vi.fn();
});

async function show({ wantsSample = false, owner = "u1" } = {}) {
  const onMade = vi.fn();
  const onSample = vi.fn();
  const { unmount } = await renderPage(
    <ReportForm owner={owner} wantsSample={wantsSample} onSample={onSample} onMade={onMade} />,
  );
  return { onMade, onSample, unmount };
}

const cell = (name: string) => screen.getByRole("textbox", { name });
const submit = () => userEvent.click(screen.getByRole("button", { name: "Make the report" }));

function paste(target: HTMLElement, words: string) {
  return fireEvent.paste(target, { clipboardData: { getData: () => words } });
}

/** Answers the next requests for a report, and keeps what was asked. */
function answer(make: () => Response) {
  const asked: { path: string; body: unknown }[] = [];
  server.use(
    http.post("*/assignment/:format", async ({ request }) => {
      asked.push({ path: new URL(request.url).pathname, body: await request.json() });
      return make();
    }),
  );
  return asked;
}

const accepted = () => HttpResponse.json({ task_id: "made" }, { status: 202 });

function refused(details: Record<string, string[]>) {
  return HttpResponse.json({ error: "Invalid input", details }, { status: 400 });
}

it("sends what was written, in the format that was chosen, and no blank lines or empty cells", async () => {
  const asked = answer(accepted);
  const { onMade } = await show();
  await userEvent.type(screen.getByLabelText(/Student id/), " S-1 ");
  await userEvent.type(cell("Unit of event 1"), "17");
  await userEvent.click(screen.getByRole("button", { name: "Add an event" }));
  await userEvent.click(screen.getByRole("button", { name: "Add an event" }));
  await userEvent.type(cell("Unit of event 3"), "18");
  await userEvent.type(cell("Created time of event 3"), "2024-07-21 03:04:55");
  await userEvent.click(screen.getByRole("radio", { name: /^PDF/ }));
  await submit();
  await waitFor(() => expect(onMade).toHaveBeenCalledWith("made"));
  expect(asked).toEqual([
    {
      path: "/assignment/pdf",
      body: {
        student_id: "S-1",
        events: [{ unit: "17" }, { unit: "18", created_time: "2024-07-21 03:04:55" }],
      },
    },
  ]);
});

it("puts the server's errors to the lines that were sent, and the focus to the first", async () => {
  answer(() =>
    refused({ "events.1.created_time": ["There is no such time."], "events.0.type": ["Too long."] }),
  );
  const { onMade } = await show();
  await userEvent.type(screen.getByLabelText(/Student id/), "S-1");
  // a blank line above: what is sent first stands second
  await userEvent.click(screen.getByRole("button", { name: "Add an event" }));
  paste(cell("Unit of event 2"), "1\tlong\t\n2\thint\t2024-02-30\n");
  await submit();
  await waitFor(() => expect(cell("Type of event 2")).toHaveFocus());
  expect(cell("Type of event 2")).toHaveAccessibleDescription("Too long.");
  expect(cell("Created time of event 3")).toHaveAccessibleDescription("There is no such time.");
  expect(screen.getByRole("alert")).toHaveTextContent("2 cells need mending");
  await userEvent.type(cell("Type of event 2"), "x");
  expect(cell("Type of event 2")).not.toHaveAttribute("aria-invalid");
  await userEvent.click(screen.getByRole("button", { name: "Go to the next" }));
  expect(cell("Created time of event 3")).toHaveFocus();
  expect(onMade).not.toHaveBeenCalled();
});

it("puts an error of a field to the field, and says what belongs nowhere", async () => {
  answer(() =>
    refused({ student_id: ["This holds a character that cannot be printed."], events: ["And 9 more."] }),
  );
  await show();
  await userEvent.type(screen.getByLabelText(/Student id/), "S-1");
  await userEvent.type(cell("Unit of event 1"), "1");
  await submit();
  const student = screen.getByLabelText(/Student id/);
  await waitFor(() => expect(student).toHaveFocus());
  expect(student).toHaveAccessibleDescription("This holds a character that cannot be printed.");
  expect(screen.getByRole("alert")).toHaveTextContent("And 9 more.");
});

it("says a refusal that is about no field in the server's words", async () => {
  answer(() => HttpResponse.json({ error: "You may only read." }, { status: 403 }));
  await show({ wantsSample: true });
  await submit();
  expect(await screen.findByText("You may only read.")).toBeInTheDocument();
});

it("asks for an event where there is none", async () => {
  const asked = answer(accepted);
  await show();
  await userEvent.type(screen.getByLabelText(/Student id/), "S-1");
  await submit();
  expect(screen.getByRole("alert")).toHaveTextContent("Write at least one event");
  expect(cell("Unit of event 1")).toHaveFocus();
  expect(asked).toEqual([]);
});

it("goes down with Enter, and adds a line at the end", async () => {
  await show();
  await userEvent.type(cell("Unit of event 1"), "1{Enter}");
  expect(cell("Unit of event 2")).toHaveFocus();
  await userEvent.keyboard("{ArrowUp}");
  expect(cell("Unit of event 1")).toHaveFocus();
});

it("goes on at the line that takes the place of the one that was removed", async () => {
  await show();
  paste(cell("Unit of event 1"), "a\t\nb\t\nc\t\n");
  await userEvent.click(screen.getByRole("button", { name: "Remove event 2" }));
  expect(cell("Unit of event 2")).toHaveValue("c");
  expect(cell("Unit of event 2")).toHaveFocus();
});

it("takes a whole request that is pasted into a cell, and fills one column downwards", async () => {
  await show();
  paste(
    cell("Unit of event 1"),
    '{"student_id": "S-9", "namespace": "n", "events": [{"unit": 1}, {"unit": 2}]}',
  );
  expect(screen.getByLabelText(/Student id/)).toHaveValue("S-9");
  expect(screen.getByTestId("event-count")).toHaveTextContent("2 events");
  paste(cell("Type of event 2"), "hint\nsubmission\n");
  expect(cell("Type of event 2")).toHaveValue("hint");
  expect(cell("Type of event 3")).toHaveValue("submission");
});

it("leaves a pasted word to the browser", async () => {
  await show();
  // true: nobody has prevented it
  expect(paste(cell("Unit of event 1"), "17")).toBe(true);
});

it("says what it finds before pasted events are taken, and takes long texts without the browser", async () => {
  await show();
  await userEvent.click(screen.getByRole("button", { name: "Paste events" }));
  const dialog = await screen.findByRole("dialog", { name: "Paste events" });
  const area = within(dialog).getByLabelText("Events to paste");
  const lines = Array.from({ length: 2000 }, (_, n) => `${n % 9}\thint`).join("\n");
  expect(paste(area, lines)).toBe(false);
  expect(await within(dialog).findByText("2,000 events found.")).toBeInTheDocument();
  await userEvent.click(within(dialog).getByRole("button", { name: "Add 2,000 events" }));
  expect(screen.getByTestId("event-count")).toHaveTextContent("2,000 events");
  expect(screen.getAllByRole("listitem", { hidden: true }).length).toBeLessThan(100);
});

it("begins with a sample where it is wanted, and does not keep it as if it were written", async () => {
  const { unmount } = await show({ wantsSample: true });
  expect(screen.getByLabelText(/Student id/)).toHaveValue("S-1042");
  expect(screen.getByTestId("event-count")).toHaveTextContent("5 events");
  unmount();
  expect(sessionStorage).toHaveLength(0);
});

it("keeps what is written for the one who wrote it, until the report is made", async () => {
  answer(accepted);
  const first = await show();
  await userEvent.type(screen.getByLabelText(/Student id/), "S-1");
  await userEvent.type(cell("Unit of event 1"), "17");
  first.unmount();

  const other = await show({ owner: "u2" });
  expect(screen.getByLabelText(/Student id/)).toHaveValue("");
  other.unmount();

  const again = await show({ wantsSample: true });
  expect(screen.getByText(/^This is what you had written/)).toBeInTheDocument();
  expect(screen.getByLabelText(/Student id/)).toHaveValue("S-1");
  expect(cell("Unit of event 1")).toHaveValue("17");
  await submit();
  await waitFor(() => expect(again.onMade).toHaveBeenCalled());
  again.unmount();
  expect(sessionStorage).toHaveLength(0);
});

it("starts afresh", async () => {
  sessionStorage.setItem(
    "docprocessor-report-draft:u1",
    JSON.stringify({ student_id: "S-1", namespace: "", format: "html", events: [["1", "", ""]] }),
  );
  const { onSample } = await show();
  await userEvent.click(screen.getByRole("button", { name: "Start afresh" }));
  expect(screen.getByLabelText(/Student id/)).toHaveValue("");
  expect(onSample).toHaveBeenCalledWith(false);
});

it.each([
  ["no JSON"],
  ['{"student_id": 5}'],
  ["null"],
  ['{"student_id":"a","namespace":"","format":"html","events":[[1]]}'],
])("does without a draft that is broken: %s", async (broken) => {
  sessionStorage.setItem("docprocessor-report-draft:u1", broken);
  await show();
  expect(screen.getByLabelText(/Student id/)).toHaveValue("");
});

it("says when there is no room to keep it", async () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  await show();
  await userEvent.type(screen.getByLabelText(/Student id/), "S-1");
  expect(await screen.findByText(/^There is no room in this browser/)).toBeInTheDocument();
});
