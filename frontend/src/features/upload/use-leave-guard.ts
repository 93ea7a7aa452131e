import { useBlocker } from "@tanstack/react-router";
import { text } from "@/text/text";

/** Asks before an unfinished upload is left, by a link of the page or by closing the tab. */
export function useLeaveGuard(uploading: boolean): void {
  useBlocker({
    disabled: !uploading,
    enableBeforeUnload: uploading,
    shouldBlockFn: () => !window.confirm(text.import.leaveWarning),
  });
}
