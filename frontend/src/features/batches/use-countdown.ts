import { useReducedMotion } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { millisecondsUntil, type Stamp } from "./server-clock";

/** Milliseconds between draws; where motion is reduced, only the seconds change. */
const SMOOTH = 100;
const STEPWISE = 1000;

/** Milliseconds until a moment of the server's, as they go by; 0 without one. */
export function useCountdown(moment: string | null, stamp: Stamp): number {
  const still = useReducedMotion();
  const [here, setHere] = useState(() => performance.now());
  const left = moment === null ? 0 : millisecondsUntil(moment, stamp, Math.max(here, stamp.came));
  const going = left > 0;
  // with the whole seconds of what is left, so that none is shown for two
  const pause = still ? left % STEPWISE || STEPWISE : SMOOTH;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each draw sets the time of the next one
  useEffect(() => {
    if (!going) return;
    const timer = setTimeout(() => setHere(performance.now()), pause);
    return () => clearTimeout(timer);
  }, [going, here, moment, stamp.came]);

  return left;
}
