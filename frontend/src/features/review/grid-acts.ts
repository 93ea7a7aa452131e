import type { KeyboardEvent, MouseEvent } from "react";
import type { ImportRecord } from "@/api/records";
import type { Way } from "./cell-editor";
import { at, type Cursor } from "./cursor";
import { type GridAct, gridAct, type Place, placeAfter } from "./grid-keys";
import { isShownWhole } from "./record-edits";

export interface Acts {
  onCursor: (cursor: Cursor) => void;
  onWrite: (record: ImportRecord, column: number, written: string) => void;
  onLeaveOut: (record: ImportRecord, column: number) => void;
  /** A record that cannot be cut into columns is to be mended as a whole. */
  onMendRecord: (record: ImportRecord) => void;
  /** What keys ask for beyond the grid. */
  onAct: (act: Extract<GridAct, { act: "fault" | "undo" | "redo" }>) => void;
}

interface Standing extends Acts {
  cursor: Cursor;
  recordAt: (position: number) => ImportRecord | undefined;
  canEdit: boolean;
  size: () => { rows: number; columns: number; page: number };
  onDismiss: () => void;
}

const WAYS = { up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1] } as const;

/** What keys and clicks do in the grid. */
export function gridActs({ cursor, recordAt, canEdit, size, onDismiss, ...acts }: Standing) {
  const record = recordAt(cursor.position);

  function begin(typed: string | null) {
    if (!record || !canEdit) return;
    if (cursor.column < 0) {
      if (typed === null || typed === " ") acts.onLeaveOut(record, cursor.column);
    } else if (record.fault) acts.onMendRecord(record);
    else if (isShownWhole(record, cursor.column))
      acts.onCursor({ ...cursor, focus: true, written: typed ?? record.cells[cursor.column] ?? "" });
  }

  function press(event: KeyboardEvent) {
    const act = gridAct(event);
    if (!act) return;
    event.preventDefault();
    if (act.act === "move" || act.act === "go" || act.act === "page") {
      acts.onCursor(at(placeAfter(act, cursor, size())));
    } else if (act.act === "edit") begin(act.typed);
    else if (act.act === "leave-out") {
      if (record && canEdit) acts.onLeaveOut(record, cursor.column);
    } else if (act.act === "dismiss") onDismiss();
    else acts.onAct(act);
  }

  function click(event: MouseEvent) {
    const place = placeOf(event.target);
    if (!place || isWriting(event.target)) return;
    acts.onCursor(at(place));
    const clicked = recordAt(place.position);
    if (clicked && canEdit && isCheck(event.target)) acts.onLeaveOut(clicked, place.column);
  }

  function doubleClick(event: MouseEvent) {
    const place = placeOf(event.target);
    if (place && place.column >= 0 && !isWriting(event.target)) begin(null);
  }

  function finish(written: string, way: Way) {
    if (record) acts.onWrite(record, cursor.column, written);
    if (way === "stay") return acts.onCursor(at(cursor, false));
    const [rows, columns] = WAYS[way];
    acts.onCursor(at(placeAfter({ act: "move", rows, columns }, cursor, size())));
  }

  return { press, click, doubleClick, finish, cancel: () => acts.onCursor(at(cursor)) };
}

/** The cell that an event came from. */
export function placeOf(target: EventTarget): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-column]") : null;
  const row = cell?.closest<HTMLElement>("[data-position]");
  return cell && row ? { position: Number(row.dataset.position), column: Number(cell.dataset.column) } : null;
}

function isCheck(target: EventTarget): boolean {
  return target instanceof HTMLInputElement;
}

function isWriting(target: EventTarget): boolean {
  return target instanceof HTMLTextAreaElement;
}
