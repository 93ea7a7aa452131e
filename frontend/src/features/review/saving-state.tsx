import { useBlocker } from "@tanstack/react-router";
import { text } from "@/text/text";
import type { Sending } from "./use-outbox";

/** Whether the edits are on the server yet, said politely. */
export function SavingState({ sending: { outbox }, changed }: { sending: Sending; changed: number }) {
  // what is on its way is sent on when the page is left; what the server did not answer to may be lost
  const isUnsaved = outbox.state === "refused" && outbox.again;
  useBlocker({
    disabled: !isUnsaved,
    enableBeforeUnload: isUnsaved,
    shouldBlockFn: ({ current, next }) =>
      // only another page loses them, not another tab or record of this one
      current.pathname !== next.pathname && !window.confirm(text.review.leaveWarning),
  });
  return (
    <span role="status">{outbox.state === "sending" ? text.review.saving : text.review.saved(changed)}</span>
  );
}
