export interface Sample {
  at: number;
  sent: number;
}

/** How far back the speed looks, in milliseconds: long enough to be calm, short enough to be true. */
const WINDOW_MS = 4000;
const LEAST_MS = 300;

/** Adds a sample and forgets those older than the window, keeping one at its edge. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const firstInside = samples.findIndex(({ at }) => at >= sample.at - WINDOW_MS);
  const kept = firstInside < 0 ? samples.slice(-1) : samples.slice(Math.max(firstInside - 1, 0));
  return [...kept, sample];
}

/** Bytes per second over the window, or null while there is too little to tell. */
export function speedOf(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < LEAST_MS) return null;
  return ((last.sent - first.sent) / (last.at - first.at)) * 1000;
}
