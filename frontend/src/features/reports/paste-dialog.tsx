import { Button, Textarea } from "@mantine/core";
import { useDeferredValue, useMemo, useState } from "react";
import { Dialog } from "@/components/dialog";
import { text } from "@/text/text";
import { type Pasted, readPasted } from "./event-paste";

/**
 * Characters from which on a paste is put in by us. What Chromium inserts into a text area takes time with the square of
 * its lines: by `insertText`, on a busy machine, 8 s for 1,000 and 120 s for 4,000.
 */
const LONG = 5_000;

export type Found = Extract<Pasted, { found: "events" }>;

interface Props {
  opened: boolean;
  /** There are events that would be replaced. */
  hasEvents: boolean;
  onClose: () => void;
  onTake: (pasted: Found, how: "add" | "replace") => void;
}

/** A place to paste events into, which says what it finds before anything changes. */
export default function PasteDialog({ opened, hasEvents, onClose, onTake }: Props) {
  const [words, setWords] = useState("");
  const late = useDeferredValue(words);
  const pasted = useMemo(() => readPasted(late), [late]);
  const said = text.pasteEvents;
  const events = pasted.found === "events" ? text.reports.eventCount(pasted.events.length) : "";

  function take(how: "add" | "replace") {
    const latest = readPasted(words);
    if (latest.found !== "events") return;
    onTake(latest, how);
    setWords("");
  }

  return (
    <Dialog
      title={said.title}
      lead={said.lead}
      opened={opened}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {said.cancel}
          </Button>
          {hasEvents && (
            <Button variant="default" disabled={pasted.found !== "events"} onClick={() => take("replace")}>
              {said.replace}
            </Button>
          )}
          <Button disabled={pasted.found !== "events"} onClick={() => take("add")}>
            {said.add(events)}
          </Button>
        </>
      }
    >
      <Textarea
        label={said.label}
        placeholder={said.example}
        data-autofocus
        rows={9}
        spellCheck={false}
        styles={{
          input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13, whiteSpace: "pre" },
        }}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData("text/plain");
          if (pasted.length < LONG) return;
          event.preventDefault();
          const { selectionStart, selectionEnd, value } = event.currentTarget;
          setWords(value.slice(0, selectionStart) + pasted + value.slice(selectionEnd));
        }}
      />
      <p
        role="status"
        style={{ margin: 0, minHeight: 22, color: "var(--ink-soft)", overflowWrap: "anywhere" }}
      >
        {late.trim() !== "" && foundWords(pasted, events)}
      </p>
    </Dialog>
  );
}

function foundWords(pasted: Pasted, events: string): string {
  const said = text.pasteEvents;
  switch (pasted.found) {
    case "events": {
      const { ignored } = pasted;
      return ignored.length > 0
        ? `${said.found(events)} ${said.ignored(ignored.join(", "))}`
        : said.found(events);
    }
    case "nothing":
      return said.nothing;
    case "broken-json":
      return said.brokenJson;
  }
}
