import type { Attempt, ImportJob } from "@/api/gen/types.gen";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { beginsAnew } from "./import-view";

/** Whether a worker may have been lost: some attempt came to no end of its own. */
export function mayHaveLostWorkers({ attempt, status }: ImportJob): boolean {
  return attempt > 1 || (attempt === 1 && status === "pending");
}

/** "The worker was lost. It went on after row 150,000."; empty when none was, or when the failure says so. */
export function lostWorkerWords(job: ImportJob, attempts: Attempt[]): string {
  const crashed = attempts.findIndex(({ outcome }) => outcome === "crashed");
  if (crashed < 0 || job.failure?.kind === "crashed") return "";
  // the latest comes first
  const next = attempts[crashed - 1];
  const from = beginsAnew(job) ? 0 : (next?.done_before ?? job.processed_rows);
  const words = text.job;
  if (next) return from > 0 ? words.wentOnAfter(count(from)) : words.beganAgain;
  if (job.status !== "pending") return "";
  return from > 0 ? words.willGoOnAfter(count(from)) : words.willBeginAgain;
}
