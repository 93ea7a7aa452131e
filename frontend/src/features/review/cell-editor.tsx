import { type KeyboardEvent, useRef, useState } from "react";
import classes from "./record-grid.module.css";

export type Way = "stay" | "up" | "down" | "left" | "right";

interface Props {
  label: string;
  initial: string;
  /** The text, and where to go on from there. */
  onDone: (text: string, way: Way) => void;
  onCancel: () => void;
}

/** A cell being written: Enter and Tab keep what was written, Escape gives it up. */
export function CellEditor({ label, initial, onDone, onCancel }: Props) {
  const [draft, setDraft] = useState(initial);
  // leaving the box after Enter or Escape must not count as well
  const isDone = useRef(false);

  function end(act: () => void) {
    if (isDone.current) return;
    isDone.current = true;
    act();
  }

  function press(event: KeyboardEvent) {
    event.stopPropagation();
    // a key that chooses among the signs of an input method
    if (event.nativeEvent.isComposing) return;
    const way = wayOf(event);
    if (way) {
      event.preventDefault();
      end(() => onDone(draft, way));
    } else if (event.key === "Escape") end(onCancel);
  }

  return (
    <textarea
      ref={focusAtEnd}
      className={classes.editor}
      aria-label={label}
      rows={1}
      spellCheck={false}
      autoComplete="off"
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onKeyDown={press}
      onBlur={() => end(() => onDone(draft, "stay"))}
    />
  );
}

function wayOf({ key, shiftKey, altKey }: KeyboardEvent): Way | null {
  if (key === "Tab") return shiftKey ? "left" : "right";
  // with Alt, a line break within the cell, as spreadsheets have it
  if (key === "Enter" && !altKey) return shiftKey ? "up" : "down";
  return null;
}

function focusAtEnd(box: HTMLTextAreaElement | null): void {
  box?.focus({ preventScroll: true });
  box?.setSelectionRange(box.value.length, box.value.length);
}
