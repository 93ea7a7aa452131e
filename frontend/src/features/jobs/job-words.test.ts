import { expect, it } from "vitest";
import type { Job } from "@/api/gen/types.gen";
import { job, jobs, waiting } from "@/test/fixtures";
import { canCancel, canPause, canResume, canRetry, standingWords } from "./job-words";

const running = (part: Partial<Job> = {}) => jobs.paused({ status: "processing", stage: "loading", ...part });

/** What may be asked, in the order cancel, pause, resume, retry. */
function asked(of: Job): string {
  const may: [string, boolean][] = [
    ["cancel", canCancel(of)],
    ["pause", canPause(of)],
    ["resume", canResume(of)],
    ["retry", canRetry(of)],
  ];
  return may.flatMap(([what, can]) => (can ? [what] : [])).join(" ");
}

it.each([
  [jobs.waiting(), "cancel pause"],
  [running(), "cancel pause"],
  // a pause that is not heeded yet can be taken back
  [running({ pause_requested: true }), "cancel resume"],
  [running({ cancel_requested: true }), ""],
  [running({ cancel_requested: true, pause_requested: true }), ""],
  [jobs.paused(), "cancel resume"],
  [job({ status: "failed" }), "retry"],
  [job({ status: "cancelled" }), "retry"],
  [job(), ""],
])("lets be asked what its state allows (%#)", (of, may) => expect(asked(of)).toBe(may));

it.each([
  [jobs.waiting(), "The limit of 4 running jobs of its kind is reached · 3rd in line · about 20 s"],
  [jobs.waiting({ waiting_on: waiting("turn", { position: 1 }) }), "Next in line"],
  [running(), "150,000 of 500,000 · 600 not well"],
  [
    running({ cancel_requested: true }),
    "Stopping after the batch at hand · 150,000 of 500,000 · 600 not well",
  ],
  [running({ pause_requested: true }), "Pausing after the batch at hand · 150,000 of 500,000 · 600 not well"],
  [running({ progress: { done: 0, failed: 0, total: 0 } }), "Loading rows"],
  [job({ progress: { done: 0, failed: 0, total: 0 } }), ""],
])("says what it waits for or how far it is (%#)", (of, said) => expect(standingWords(of)).toBe(said));
