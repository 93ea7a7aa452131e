/** What a key means in the grid while no cell is being edited. */
export type GridAct =
  | { act: "move"; rows: number; columns: number }
  | { act: "go"; row: "first" | "last" | "same"; column: "first" | "last" | "same" }
  | { act: "page"; pages: 1 | -1 }
  | { act: "edit"; typed: string | null }
  | { act: "fault"; way: 1 | -1 }
  | { act: "leave-out" }
  | { act: "undo" }
  | { act: "redo" }
  | { act: "dismiss" };

export interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const MOVES: Record<string, GridAct> = {
  ArrowUp: { act: "move", rows: -1, columns: 0 },
  ArrowDown: { act: "move", rows: 1, columns: 0 },
  ArrowLeft: { act: "move", rows: 0, columns: -1 },
  ArrowRight: { act: "move", rows: 0, columns: 1 },
  PageUp: { act: "page", pages: -1 },
  PageDown: { act: "page", pages: 1 },
  Home: { act: "go", row: "same", column: "first" },
  End: { act: "go", row: "same", column: "last" },
  Enter: { act: "edit", typed: null },
  F2: { act: "edit", typed: null },
  Backspace: { act: "edit", typed: "" },
  Delete: { act: "leave-out" },
  Escape: { act: "dismiss" },
};

const WITH_CONTROL: Record<string, GridAct> = {
  Home: { act: "go", row: "first", column: "first" },
  End: { act: "go", row: "last", column: "last" },
  ArrowUp: { act: "go", row: "first", column: "same" },
  ArrowDown: { act: "go", row: "last", column: "same" },
  z: { act: "undo" },
  y: { act: "redo" },
};

/** The act of a key; null leaves it to the browser. */
export function gridAct({ key, ctrlKey, metaKey, shiftKey, altKey }: Key): GridAct | null {
  if (altKey) return null;
  if (key === "F8") return { act: "fault", way: shiftKey ? -1 : 1 };
  if (ctrlKey || metaKey) {
    if (shiftKey && key.toLowerCase() === "z") return { act: "redo" };
    return WITH_CONTROL[key.length === 1 ? key.toLowerCase() : key] ?? null;
  }
  if (MOVES[key]) return MOVES[key];
  return key.length === 1 ? { act: "edit", typed: key } : null;
}

/** A cell of the grid; column -1 is the record's own head. */
export interface Place {
  position: number;
  column: number;
}

/** Where an act leads, within a grid of so many rows and columns. */
export function placeAfter(
  act: Extract<GridAct, { act: "move" | "go" | "page" }>,
  from: Place,
  size: { rows: number; columns: number; page: number },
): Place {
  const within = (value: number, least: number, most: number) => Math.max(Math.min(value, most), least);
  const to = target(act, from, size);
  return {
    position: within(to.position, 0, Math.max(size.rows - 1, 0)),
    column: within(to.column, -1, size.columns - 1),
  };
}

function target(
  act: Extract<GridAct, { act: "move" | "go" | "page" }>,
  { position, column }: Place,
  size: { rows: number; columns: number; page: number },
): Place {
  switch (act.act) {
    case "move":
      return { position: position + act.rows, column: column + act.columns };
    case "page":
      return { position: position + act.pages * size.page, column };
    case "go":
      return {
        position: { first: 0, last: size.rows - 1, same: position }[act.row],
        column: { first: -1, last: size.columns - 1, same: column }[act.column],
      };
  }
}
