import type { Dataset } from "@/api/gen/types.gen";
import { sentenceOf } from "@/api/problem";
import { text } from "@/text/text";
import { type Draft, mappingOf } from "./draft";
import { unfilled } from "./mapping-rows";
import type { PreviewReading } from "./use-preview";

/** Why nothing can be started yet, in one sentence; empty when it can. */
export function barredWords(
  { preview, error, isChanging }: PreviewReading,
  draft: Draft,
  dataset: Dataset | undefined,
): string {
  if (error) return sentenceOf(error);
  if (!preview || isChanging) return text.prepare.changing;
  if (draft.dataset === undefined) {
    const { left_out = [] } = draft;
    return preview.labels.every((label) => left_out.includes(label)) ? text.check.needsColumn : "";
  }
  if (!dataset || !preview.mapping) return text.prepare.changing;
  const missing = unfilled(dataset, mappingOf(preview.mapping, draft.mapping), draft.mode);
  return missing.length > 0 ? text.prepare.unmapped(missing.join(", "), missing.length) : "";
}
