import type { JobStatusEnum } from "./gen/types.gen";

/** A second between looks when the server does not say. */
const USUAL_SECONDS = 1;

export function isFinal(status: JobStatusEnum): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** When events tell what happens, a look now and then is only for those that were lost. */
const TOLD_SECONDS = 15;

/**
 * Milliseconds until the next look: the server's Retry-After with up to a fifth more,
 * so that many open pages do not ask in step. A place in the line changes without an event, so one who
 * waits is not `told`.
 */
export function pollDelay(
  retryAfterSeconds: number | null | undefined,
  told = false,
  random: () => number = Math.random,
): number {
  const seconds = told ? TOLD_SECONDS : Math.max(retryAfterSeconds ?? USUAL_SECONDS, 0.25);
  return Math.round(seconds * 1000 * (1 + random() * 0.2));
}
