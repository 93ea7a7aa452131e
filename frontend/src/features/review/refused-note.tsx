import { Button } from "@mantine/core";
import { Note } from "@/components/note";
import { text } from "@/text/text";
import type { Sending } from "./use-outbox";

/** Why the last edits were not taken, in the server's own words. */
export function RefusedNote({ sending: { outbox, put, dismiss } }: { sending: Sending }) {
  if (outbox.state !== "refused") return null;
  return (
    <div role="alert">
      <Note
        tone="bad"
        actions={
          <Button size="xs" variant="default" onClick={() => (outbox.again ? put([]) : dismiss())}>
            {outbox.again ? text.review.saveAgain : text.review.dismiss}
          </Button>
        }
      >
        {text.review.notSaved(outbox.why)}
      </Note>
    </div>
  );
}
