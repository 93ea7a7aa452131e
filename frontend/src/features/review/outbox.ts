import type { RecordChange } from "./record-edits";
import { joined } from "./record-edits";

/** Changes on their way to the server: one request at a time, what comes meanwhile goes with the next. */
export type Outbox =
  | { state: "empty" }
  /** `told` is why an earlier one was refused meanwhile. */
  | { state: "sending"; sent: RecordChange[]; waiting: RecordChange[]; told: string | null }
  /** Those worth another try stay in sight; others are gone, and the records are as they were. */
  | { state: "refused"; why: string; changes: RecordChange[]; again: boolean };

/** The most records that the server takes at once. */
const MOST = 1000;

export const EMPTY: Outbox = { state: "empty" };

export function accepted(outbox: Outbox, changes: readonly RecordChange[]): Outbox {
  switch (outbox.state) {
    case "empty":
      return sending([...changes]);
    case "sending":
      return { ...outbox, waiting: joined(outbox.waiting, changes) };
    case "refused":
      return sending(outbox.again ? joined(outbox.changes, changes) : [...changes]);
  }
}

export function answered(outbox: Outbox): Outbox {
  if (outbox.state !== "sending") return outbox;
  if (outbox.waiting.length > 0) return sending(outbox.waiting, outbox.told);
  return outbox.told === null ? EMPTY : { state: "refused", why: outbox.told, changes: [], again: false };
}

export function refused(outbox: Outbox, why: string, again: boolean): Outbox {
  if (outbox.state !== "sending") return outbox;
  // one that the server does not take must not hold up those that came after it
  if (!again && outbox.waiting.length > 0) return sending(outbox.waiting, why);
  return { state: "refused", why, again, changes: joined(outbox.sent, outbox.waiting) };
}

/** What is to be shown of each record although the server has not confirmed it. */
export function unconfirmed(outbox: Outbox): Map<number, RecordChange> {
  const changes =
    outbox.state === "sending"
      ? joined(outbox.sent, outbox.waiting)
      : outbox.state === "refused" && outbox.again
        ? outbox.changes
        : [];
  return new Map(changes.map((change) => [change.row, change]));
}

function sending(changes: RecordChange[], told: string | null = null): Outbox {
  return { state: "sending", sent: changes.slice(0, MOST), waiting: changes.slice(MOST), told };
}
