import type { Drawn } from "./drawn";
import { ImportFigures } from "./import-figures";

const FIGURES = ["removed", "restored", "kept"];

/** What became of the rows of an import that was taken back. */
export function UndoResult(drawn: Drawn) {
  return <ImportFigures names={FIGURES} {...drawn} />;
}
