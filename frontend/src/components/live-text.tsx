import { VisuallyHidden } from "@mantine/core";

/** Read out politely by a screen reader whenever it changes; so let it change seldom. */
export function LiveText({ children }: { children: string }) {
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {children}
    </VisuallyHidden>
  );
}
