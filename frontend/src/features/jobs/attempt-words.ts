import type { Attempt } from "@/api/gen/types.gen";
import { clock, count, duration } from "@/text/format";
import { text } from "@/text/text";
import { stageName } from "./job-words";

/** How an attempt ended; one that has not ended runs. */
export function outcomeWords({ outcome, ended_at: end }: Attempt): string {
  return end === null ? text.status.processing : text.jobs.job.outcomes[outcome];
}

/** "10:32:01 to 10:33:04 · 1 min 3 s". */
export function attemptTimes({ started_at: start, ended_at: end }: Attempt): string {
  if (end === null) return clock(start);
  const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
  return `${text.jobs.job.span(clock(start), clock(end))} · ${duration(seconds)}`;
}

/** "from 150,000 to 300,000 · while loading rows": how far it came, as far as that is known. */
export function attemptReach({ done_before: from, done: to, stage, ended_at, outcome }: Attempt): string {
  const words = text.jobs.job;
  const parts = [];
  if (to !== null && (to > 0 || from > 0)) parts.push(words.reached(count(from), count(to)));
  // of one that came to its end, the stage says nothing
  if (ended_at !== null && outcome !== "completed" && stage) parts.push(words.whileStage(stageName(stage)));
  return parts.join(" · ");
}
