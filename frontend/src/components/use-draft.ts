import { useEffect, useEffectEvent, useState } from "react";

const PAUSE_MS = 300;

/**
 * What is being typed, handed on once the typing pauses. A change from outside replaces the
 * draft, unless it is only our own word coming back while the typing has gone on.
 */
export function useDraft(
  value: string,
  onSettled: (value: string) => void,
): [string, (draft: string) => void] {
  const [draft, setDraft] = useState(value);
  const [known, setKnown] = useState(value);
  const [sent, setSent] = useState(value);
  const settle = useEffectEvent(onSettled);

  if (known !== value) {
    setKnown(value);
    if (value !== sent) {
      setDraft(value);
      setSent(value);
    }
  }

  useEffect(() => {
    if (draft === sent) return;
    const timer = setTimeout(() => {
      setSent(draft);
      settle(draft);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, sent]);

  return [draft, setDraft];
}
