import type { Waiting } from "@/api/gen/types.gen";
import { clock, duration } from "./format";
import { text } from "./text";

/** What is said of whoever waits, beside what it waits for. */
interface Who {
  queue: string;
  /** "imports", as in "the limit of 4 running imports". */
  plural: string;
  /** How often it has been tried before. */
  attempt: number;
}

/** "3rd in line · about 20 s": why a job waits and for how long, as far as that is known. */
export function waitingWords(waiting: Waiting, who: Who): string {
  const { position, seconds } = waiting;
  const parts = [causeWords(waiting, who)];
  if (position !== null) parts.push(text.waiting.inLine(position));
  if (seconds !== null) parts.push(text.waiting.about(duration(Math.max(seconds, 1))));
  return parts.filter(Boolean).join(" · ");
}

function causeWords({ cause, until, limit }: Waiting, { queue, plural, attempt }: Who): string {
  const words = text.waiting;
  switch (cause) {
    case "retry":
      return until ? (attempt > 0 ? words.nextTry : words.startsAt)(clock(until)) : "";
    case "no_worker":
      return words.noWorker(queue);
    case "limit":
      return words.limit(limit ?? 0, plural);
    case "workspace_limit":
      return words.ownLimit(limit ?? 0, plural);
    case "gate":
      return until ? words.gate(clock(until)) : "";
    case "turn":
      return "";
  }
}
