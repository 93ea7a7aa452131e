import type { Drawn } from "./drawn";
import { ImportFigures } from "./import-figures";

const FIGURES = ["merged", "still_failed", "left_out", "not_rejected"];

/** What became of rejected rows that were mended. */
export function MergeResult(drawn: Drawn) {
  return <ImportFigures names={FIGURES} {...drawn} />;
}
