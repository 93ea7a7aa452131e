import type { ReportFormatEnum } from "@/api/gen/types.gen";
import { type EventRow, isBlank, NO_EVENT, rowsOf, type WrittenEvent } from "./events";
import { SAMPLE } from "./sample";

/** A report as it is being written. */
export interface Draft {
  student_id: string;
  namespace: string;
  format: ReportFormatEnum;
  rows: EventRow[];
}

export function emptyDraft(): Draft {
  return { student_id: "", namespace: "", format: "html", rows: rowsOf([NO_EVENT], []) };
}

export function sampleDraft(): Draft {
  const { events, ...about } = SAMPLE;
  return { ...emptyDraft(), ...about, rows: rowsOf(events, []) };
}

function isEmptyDraft({ student_id, namespace, rows }: Draft): boolean {
  return student_id.trim() === "" && namespace.trim() === "" && rows.every(isBlank);
}

/** Nobody has written anything that cannot be had again. */
export function isUntouched(draft: Draft): boolean {
  return isEmptyDraft(draft) || draftText(draft) === draftText(sampleDraft());
}

/** What is sent of a draft, and of which rows it is made: a blank one is none, and what is left empty is not sent. */
export function requestOf({ student_id, namespace, rows }: Draft) {
  const sent = rows.filter((row) => !isBlank(row));
  const body = {
    student_id: student_id.trim(),
    ...(namespace.trim() && { namespace: namespace.trim() }),
    events: sent.map(({ unit, type, created_time }) => ({
      ...(unit.trim() && { unit: unit.trim() }),
      ...(type.trim() && { type: type.trim() }),
      ...(created_time.trim() && { created_time: created_time.trim() }),
    })),
  };
  return { body, sent };
}

type Kept = Omit<Draft, "rows"> & { events: [unit: string, type: string, created_time: string][] };

export function draftText({ rows, ...about }: Draft): string {
  const kept: Kept = { ...about, events: rows.map((row) => [row.unit, row.type, row.created_time]) };
  return JSON.stringify(kept);
}

/** A draft that was kept; undefined when it is none, whoever wrote it. */
export function draftOf(words: string): Draft | undefined {
  let read: unknown;
  try {
    read = JSON.parse(words);
  } catch {
    return undefined;
  }
  if (!isKept(read)) return undefined;
  const { student_id, namespace, format, events } = read;
  const written = events.map(([unit, type, created_time]): WrittenEvent => ({ unit, type, created_time }));
  return { student_id, namespace, format, rows: rowsOf(written.length > 0 ? written : [NO_EVENT], []) };
}

function isKept(read: unknown): read is Kept {
  const { student_id, namespace, format, events } = (read ?? {}) as Partial<Kept>;
  return (
    typeof student_id === "string" &&
    typeof namespace === "string" &&
    (format === "html" || format === "pdf") &&
    Array.isArray(events) &&
    events.every(
      (event) =>
        Array.isArray(event) && event.length === 3 && event.every((cell) => typeof cell === "string"),
    )
  );
}
