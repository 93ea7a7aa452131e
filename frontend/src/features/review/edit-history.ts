import type { RecordChange } from "./record-edits";

/** One thing that a person did, and the change that takes it back. */
export interface Step {
  done: RecordChange;
  back: RecordChange;
  /** Where it was done, to show what is undone. */
  column: number;
}

export interface History {
  done: Step[];
  undone: Step[];
}

const LONGEST = 200;

export const NO_HISTORY: History = { done: [], undone: [] };

export function remembered(history: History, step: Step): History {
  return { done: [...history.done, step].slice(-LONGEST), undone: [] };
}

/** The last step, and the history without it; null when there is none. */
export function stepBack({ done, undone }: History): { step: Step; history: History } | null {
  const step = done.at(-1);
  return step ? { step, history: { done: done.slice(0, -1), undone: [...undone, step] } } : null;
}

/** The last step that was undone, to be done again. */
export function stepAgain({ done, undone }: History): { step: Step; history: History } | null {
  const step = undone.at(-1);
  return step ? { step, history: { done: [...done, step], undone: undone.slice(0, -1) } } : null;
}
