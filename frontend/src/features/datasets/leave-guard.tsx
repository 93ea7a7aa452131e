import { useBlocker } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { text } from "@/text/text";

const ConfirmDialog = lazy(() => import("@/components/confirm-dialog"));

interface Place {
  pathname: string;
  search: object;
}

interface Props {
  /** Something is written that would be lost. */
  unsaved: boolean;
  /** Whether it is still there at another address. */
  stays?: (next: Place) => boolean;
}

/** Asks once before what is written is left behind, by a link, by going back or by closing the tab. */
export function LeaveGuard({ unsaved, stays }: Props) {
  const blocker = useBlocker({
    shouldBlockFn: ({ next }) => unsaved && !stays?.(next),
    enableBeforeUnload: unsaved,
    disabled: !unsaved,
    withResolver: true,
  });
  return (
    <Suspense>
      {unsaved && (
        <ConfirmDialog
          question={text.schemaEditor.leave}
          opened={blocker.status === "blocked"}
          onClose={() => blocker.reset?.()}
          onConfirm={async () => blocker.proceed?.()}
        />
      )}
    </Suspense>
  );
}
