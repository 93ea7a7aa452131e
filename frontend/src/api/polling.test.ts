import { act, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { importJob } from "@/test/fixtures";
import { renderFresh } from "@/test/render";
import { server } from "@/test/server";
import type { ImportJob } from "./gen/types.gen";
import { isFinal, pollDelay } from "./polling";
import { usePolled } from "./use-polled";

describe("the delay between two looks", () => {
  it("is the server's Retry-After with up to a fifth more", () => {
    expect(pollDelay(2, false, () => 0)).toBe(2000);
    expect(pollDelay(2, false, () => 1)).toBe(2400);
  });

  it("is a second when the server does not say, and never nothing", () => {
    expect(pollDelay(null, false, () => 0)).toBe(1000);
    expect(pollDelay(0, false, () => 0)).toBe(250);
  });

  it("is long while events tell what happens", () => {
    expect(pollDelay(1, true, () => 0)).toBe(15_000);
  });
});

it.each([
  ["completed", true],
  ["failed", true],
  ["cancelled", true],
  ["pending", false],
  ["processing", false],
  ["paused", false],
] as const)("%s is final: %s", (status, final) => expect(isFinal(status)).toBe(final));

it("looks again until the job has ended, then never more", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const answers: ImportJob[] = [importJob.pending(), importJob.running(), importJob.completed()];
  let looks = 0;
  server.use(
    http.get("*/api/imports/:id/", () => {
      const job = answers[Math.min(looks++, answers.length - 1)];
      return HttpResponse.json(job, { headers: job?.status === "completed" ? {} : { "Retry-After": "1" } });
    }),
  );
  const { result } = renderFresh(() => usePolled<ImportJob>("/api/imports/1/"));
  await waitFor(() => expect(result.current.data?.body.status).toBe("pending"));
  await act(() => vi.advanceTimersByTimeAsync(1300));
  await waitFor(() => expect(result.current.data?.body.status).toBe("processing"));
  await act(() => vi.advanceTimersByTimeAsync(1300));
  await waitFor(() => expect(result.current.data?.body.status).toBe("completed"));
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(looks).toBe(3);
});
