import { Button } from "@mantine/core";
import { languageOf, sentenceOf } from "@/api/problem";
import { text } from "@/text/text";
import { Note } from "./note";

/** A failed request in the server's own words. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const again = onRetry && (
    <Button size="xs" variant="default" onClick={onRetry}>
      {text.errors.again}
    </Button>
  );
  return (
    <div role="alert">
      <Note tone="bad" actions={again}>
        <span lang={languageOf(error)}>{sentenceOf(error)}</span>
      </Note>
    </div>
  );
}
