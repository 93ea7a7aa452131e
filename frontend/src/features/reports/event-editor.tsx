import { Button } from "@mantine/core";
import { IconClipboardText, IconPlus } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { Card } from "@/components/card";
import { ConfirmButton } from "@/components/confirm-button";
import { LiveText } from "@/components/live-text";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "./event-editor.module.css";
import type { PlacedErrors } from "./event-errors";
import { EventLines, type Place } from "./event-lines";
import { type About, columnOf, isMany, readPasted } from "./event-paste";
import {
  type Cell,
  type EventRow,
  isBlank,
  MOST_EVENTS,
  NO_EVENT,
  rowsOf,
  type WrittenEvent,
  withColumnFilled,
  withEventsAdded,
  withEventsAt,
} from "./events";
import type { Found } from "./paste-dialog";

const PasteDialog = lazy(() => import("./paste-dialog"));

interface Props {
  rows: EventRow[];
  errors: PlacedErrors;
  wanted: Place | undefined;
  onWant: (place: Place | undefined) => void;
  onRows: (rows: EventRow[]) => void;
  /** Those of one cell were written anew. */
  onWritten: (key: number, cell: Cell) => void;
  /** A whole request was pasted, which says whose it is. */
  onAbout: (about: About) => void;
  onSample: () => void;
}

/** The events of a report: written, pasted, taken out. */
export function EventEditor({ rows, errors, wanted, onWant, onRows, onWritten, onAbout, onSample }: Props) {
  const words = text.newReport;
  const [pasting, setPasting] = useState<"not yet" | "now" | "done">("not yet");
  const [said, setSaid] = useState("");
  const written = rows.filter((row) => !isBlank(row)).length;
  const events = text.reports.eventCount(written);

  function add() {
    const [row] = rowsOf([NO_EVENT], rows);
    if (!row) return;
    onRows([...rows, row]);
    onWant({ key: row.key, cell: "unit" });
  }

  function remove(key: number) {
    const position = rows.findIndex((row) => row.key === key);
    const left = rows.filter((row) => row.key !== key);
    const kept = left.length > 0 ? left : rowsOf([NO_EVENT], rows);
    onRows(kept);
    const next = kept[Math.min(position, kept.length - 1)];
    if (next) onWant({ key: next.key, cell: "unit" });
  }

  function pasteInto(pasted: string, position: number, cell: Cell): boolean {
    const values = columnOf(pasted);
    if (values) {
      onRows(withColumnFilled(rows, position, cell, values));
      setSaid(text.pasteEvents.pasted(text.reports.eventCount(values.length)));
      return true;
    }
    if (!isMany(pasted)) return false;
    const read = readPasted(pasted);
    if (read.found === "events") take(read.about, withEventsAt(rows, position, read.events), read.events);
    else setSaid(text.pasteEvents.notPasted);
    return true;
  }

  function takeFromDialog({ about, events: found }: Found, how: "add" | "replace") {
    take(about, how === "add" ? withEventsAdded(rows, found) : rowsOf(found, rows), found);
    setPasting("done");
  }

  function take(about: About, next: EventRow[], found: WrittenEvent[]) {
    onRows(next);
    onAbout(about);
    setSaid(text.pasteEvents.pasted(text.reports.eventCount(found.length)));
  }

  return (
    <Card
      title={words.events}
      aside={
        <span data-testid="event-count">
          {written > MOST_EVENTS ? words.tooMany(events, count(MOST_EVENTS)) : events}
        </span>
      }
    >
      <LiveText>{said}</LiveText>
      <p className={classes.hint}>{words.eventsHint}</p>
      <EventLines
        rows={rows}
        errors={errors}
        wanted={wanted}
        onWant={onWant}
        onWrite={(key, cell, value) => {
          onRows(rows.map((row) => (row.key === key ? { ...row, [cell]: value } : row)));
          onWritten(key, cell);
        }}
        onRemove={remove}
        onAdd={add}
        onPaste={pasteInto}
      />
      <div className={classes.actions}>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />}
          onClick={add}
        >
          {words.add}
        </Button>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconClipboardText size={16} stroke={1.8} aria-hidden />}
          onClick={() => setPasting("now")}
        >
          {words.paste}
        </Button>
        {written === 0 ? (
          <Button variant="default" size="sm" onClick={onSample}>
            {words.sample}
          </Button>
        ) : (
          <ConfirmButton
            size="sm"
            question={{
              title: words.clearTitle(events),
              detail: words.clearDetail,
              confirm: words.clearConfirm,
              keep: words.clearKeep,
            }}
            onConfirm={async () => onRows(rowsOf([NO_EVENT], rows))}
          >
            {words.clear}
          </ConfirmButton>
        )}
      </div>
      {pasting !== "not yet" && (
        <Suspense>
          <PasteDialog
            opened={pasting === "now"}
            hasEvents={written > 0}
            onClose={() => setPasting("done")}
            onTake={takeFromDialog}
          />
        </Suspense>
      )}
    </Card>
  );
}
