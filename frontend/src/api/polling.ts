import type { JobStatusEnum } from "./gen/types.gen";

/** A second between looks when the server does not say. */
const USUAL_SECONDS = 1;

export function isFinal(status: JobStatusEnum): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/**
 * Milliseconds until the next look: the server's Retry-After with up to a fifth more,
 * so that many open pages do not ask in step.
 */
export function pollDelay(
  retryAfterSeconds: number | null | undefined,
  random: () => number = Math.random,
): number {
  const seconds = Math.max(retryAfterSeconds ?? USUAL_SECONDS, 0.25);
  return Math.round(seconds * 1000 * (1 + random() * 0.2));
}
