/** Which jobs an act is meant for: some that are shown, or all that the filters keep, shown or not. */
export type Selection = { all: true } | { all: false; ids: ReadonlySet<string> };

export const NONE: Selection = { all: false, ids: new Set() };
export const ALL: Selection = { all: true };

export function isEmpty(selection: Selection): boolean {
  return !selection.all && selection.ids.size === 0;
}

export function isSelected(selection: Selection, id: string): boolean {
  return selection.all || selection.ids.has(id);
}

/** One job more or less; who leaves one out of all means those that are shown. */
export function toggled(selection: Selection, id: string, shown: readonly string[]): Selection {
  const ids = new Set(selection.all ? shown : selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { all: false, ids };
}

/** Whether all that are shown, some, or none of them are selected. */
export function extent(selection: Selection, shown: readonly string[]): "all" | "some" | "none" {
  const chosen = shown.filter((id) => isSelected(selection, id)).length;
  if (chosen === 0) return "none";
  return chosen === shown.length ? "all" : "some";
}
