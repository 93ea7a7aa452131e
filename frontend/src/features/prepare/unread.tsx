import { Button, NativeSelect } from "@mantine/core";
import type { Unreadable } from "@/api/gen/types.gen";
import { ProblemError, sentenceOf } from "@/api/problem";
import { ButtonLink } from "@/components/button-link";
import { Note } from "@/components/note";
import { text } from "@/text/text";
import { type Wishes, wished } from "./draft";

interface Props {
  error: Error;
  wishes: Wishes;
  onWish: (wishes: Wishes) => void;
  onRetry: () => void;
}

/** Why the file cannot be read so, and what can be changed about it. */
export function Unread({ error, wishes, onWish, onRetry }: Props) {
  const { members = [], sheets = [] } = error instanceof ProblemError ? (error.problem as Unreadable) : {};
  const isChosen = Object.keys(wishes).length > 0;
  return (
    <div role="alert">
      <Note
        tone="bad"
        actions={
          <>
            <Part
              label={text.check.member}
              names={members}
              onChoose={(member) => onWish(wished(wishes, "member", member))}
            />
            <Part
              label={text.check.sheet}
              names={sheets}
              onChoose={(sheet) => onWish(wished(wishes, "sheet", sheet))}
            />
            {isChosen ? (
              <Button size="xs" variant="default" onClick={() => onWish({})}>
                {text.prepare.asDetected}
              </Button>
            ) : (
              <Button size="xs" variant="default" onClick={onRetry}>
                {text.errors.again}
              </Button>
            )}
            <ButtonLink to="/" size="xs" variant="default">
              {text.prepare.another}
            </ButtonLink>
          </>
        }
      >
        {sentenceOf(error)}
      </Note>
    </div>
  );
}

/** Another part of the file to be read instead. */
function Part({
  label,
  names,
  onChoose,
}: {
  label: string;
  names: string[];
  onChoose: (name: string) => void;
}) {
  if (names.length === 0) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value=""
      data={[{ value: "", label: text.prepare.choosePart(label) }, ...names]}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}
