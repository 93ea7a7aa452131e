import { useState } from "react";
import { NONE, type Selection } from "./selection";

/** What is selected of one list; another list begins with nothing selected. */
export function useSelection(list: string): [Selection, (selection: Selection) => void] {
  const [kept, setKept] = useState({ list, selection: NONE });
  return [kept.list === list ? kept.selection : NONE, (selection) => setKept({ list, selection })];
}
