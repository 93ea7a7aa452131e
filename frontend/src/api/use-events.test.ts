import { act, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { importJob } from "@/test/fixtures";
import { renderFresh } from "@/test/render";
import { server } from "@/test/server";
import type { ImportJob } from "./gen/types.gen";
import { usePolled } from "./use-polled";

/** A stream in the test's hands; jsdom has none of its own. */
class Stream extends EventTarget {
  static opened: Stream[] = [];
  onopen = () => {};
  onerror = () => {};
  closed = false;

  constructor(readonly url: string) {
    super();
    Stream.opened.push(this);
  }

  close() {
    this.closed = true;
  }

  tell(...types: string[]) {
    for (const type of types) this.dispatchEvent(new MessageEvent(type, { data: "{}" }));
  }
}

const jobs = { now: importJob.running(), looks: 0 };

beforeEach(() => {
  Stream.opened = [];
  jobs.now = importJob.running();
  jobs.looks = 0;
  vi.stubGlobal("EventSource", Stream);
  vi.useFakeTimers({ shouldAdvanceTime: true });
  server.use(
    http.get("*/api/imports/:id/", () => {
      jobs.looks++;
      return HttpResponse.json(jobs.now, { headers: { "Retry-After": "1" } });
    }),
  );
});

afterEach(() => show("visible"));

function show(state: DocumentVisibilityState) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

async function followed() {
  const hook = renderFresh(() => usePolled<ImportJob>("/api/imports/1/", "/api/jobs/1/events/"));
  await waitFor(() => expect(hook.result.current.data?.body).toEqual(jobs.now));
  return hook;
}

function stream(): Stream {
  const latest = Stream.opened.at(-1);
  if (!latest) throw new Error("no stream was opened");
  return latest;
}

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

it("looks when something has happened, once for all that happens together", async () => {
  const { result } = await followed();
  expect(stream().url).toBe("/api/jobs/1/events/");
  act(() => stream().onopen());
  const before = jobs.looks;
  jobs.now = importJob.running({ stage: "finishing" });
  stream().tell("progress", "log", "progress", "status");
  await pass(300);
  await waitFor(() => expect(result.current.data?.body.stage).toBe("finishing"));
  expect(jobs.looks).toBe(before + 1);
});

it("hardly looks by itself while the stream is open", async () => {
  await followed();
  act(() => stream().onopen());
  const before = jobs.looks;
  await pass(10_000);
  expect(jobs.looks).toBe(before);
  await pass(10_000);
  expect(jobs.looks).toBe(before + 1);
});

it("looks as the server says when the stream drops, and less when it is back", async () => {
  await followed();
  act(() => stream().onopen());
  act(() => stream().onerror());
  const before = jobs.looks;
  await pass(5_000);
  expect(jobs.looks).toBeGreaterThan(before + 2);
  act(() => stream().onopen());
  const back = jobs.looks;
  await pass(10_000);
  expect(jobs.looks).toBe(back);
});

it("keeps looking at a job that waits, whose place in the line no event tells", async () => {
  jobs.now = importJob.pending();
  await followed();
  act(() => stream().onopen());
  const before = jobs.looks;
  await pass(5_000);
  expect(jobs.looks).toBeGreaterThan(before + 2);
});

it("lets go when the job has ended", async () => {
  const { result } = await followed();
  const first = stream();
  jobs.now = importJob.completed();
  first.tell("status");
  await pass(300);
  await waitFor(() => expect(result.current.data?.body.status).toBe("completed"));
  expect(first.closed).toBe(true);
  expect(Stream.opened).toHaveLength(1);
});

it("never listens to a job that had ended before", async () => {
  jobs.now = importJob.completed();
  await followed();
  expect(Stream.opened).toEqual([]);
});

it("lets go while the page is hidden, and when it goes away", async () => {
  const { unmount } = await followed();
  const first = stream();
  act(() => show("hidden"));
  expect(first.closed).toBe(true);
  act(() => show("visible"));
  expect(Stream.opened).toHaveLength(2);
  unmount();
  expect(stream().closed).toBe(true);
});
