import { useEffect, useEffectEvent, useState } from "react";

/** Words that change often, handed on now and then: the first at once, the latest every so many milliseconds. */
export function useSeldom(words: string, every: number): string {
  const [said, setSaid] = useState(words);
  const say = useEffectEvent(() => setSaid(words));
  useEffect(() => {
    const timer = setInterval(say, every);
    return () => clearInterval(timer);
  }, [every]);
  return said;
}
