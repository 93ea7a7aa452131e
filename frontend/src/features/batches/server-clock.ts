/** An answer's own time, and when it came by a clock of ours that nobody sets. */
export interface Stamp {
  /** The server's, as ISO 8601. */
  now: string;
  /** `performance.now()` when it came. */
  came: number;
}

/**
 * Milliseconds until a moment of the server's, whatever the time is here: what has gone by since the answer came is
 * measured by a clock that only runs on, so nothing drifts. Never less than 0.
 */
export function millisecondsUntil(moment: string, { now, came }: Stamp, here: number): number {
  return Math.max(0, Date.parse(moment) - Date.parse(now) - (here - came));
}

/** How much of a pause has passed, from 0 to 1. */
export function passedShare(left: number, everySeconds: number): number {
  return Math.min(1, Math.max(0, 1 - left / (everySeconds * 1000)));
}

/** Seconds as one counts them down: the last one is 1, and only then comes 0. */
export function secondsShown(left: number): number {
  return Math.ceil(left / 1000);
}
