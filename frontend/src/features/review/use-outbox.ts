import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { ProblemError, sentenceOf } from "@/api/problem";
import { accepted, answered, EMPTY, type Outbox, refused, unconfirmed } from "./outbox";
import type { RecordChange } from "./record-edits";

export interface Sending {
  outbox: Outbox;
  /** Changes that are to be shown although the server has not confirmed them. */
  unconfirmed: Map<number, RecordChange>;
  put: (changes: readonly RecordChange[]) => void;
  dismiss: () => void;
}

/** Sends changes one request after the other, in their order; and what is left of them when the page is left. */
export function useOutbox(
  send: (changes: RecordChange[]) => Promise<void>,
  sendLast: (changes: RecordChange[]) => void,
): Sending {
  const [outbox, setOutbox] = useState<Outbox>(EMPTY);
  // what has just been put must be known before the next draw
  const now = useRef<Outbox>(EMPTY);

  function go(next: Outbox) {
    now.current = next;
    setOutbox(next);
  }

  async function sendAll() {
    while (now.current.state === "sending") {
      try {
        await send(now.current.sent);
        go(answered(now.current));
      } catch (error) {
        go(refused(now.current, sentenceOf(error), mayPass(error)));
      }
    }
  }

  const leave = useEffectEvent(() => {
    const left = [...unconfirmed(now.current).values()];
    if (left.length > 0) sendLast(left);
  });
  useEffect(() => {
    const left = () => leave();
    window.addEventListener("pagehide", left);
    return () => window.removeEventListener("pagehide", left);
  }, []);

  return {
    outbox,
    unconfirmed: useMemo(() => unconfirmed(outbox), [outbox]),
    put: (changes) => {
      const busy = now.current.state === "sending";
      go(accepted(now.current, changes));
      if (!busy) void sendAll();
    },
    dismiss: () => go(EMPTY),
  };
}

/** Whether sending it again can help: there was no answer, or the server was not well. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.status === 0 || error.status >= 500;
}
