import { useEffect, useEffectEvent, useRef } from "react";
import type { Dataset } from "@/api/gen/types.gen";
import { type Draft, mappingOf } from "./draft";
import { unfilled } from "./mapping-rows";
import type { PreviewReading } from "./use-preview";

/** What is remembered of files with this header, where it answers every question and nobody has decided otherwise. */
export function rememberedAnswers(
  draft: Draft,
  { preview, isChanging }: PreviewReading,
  dataset: Dataset | undefined,
): Partial<Draft> | null {
  const mapping = preview?.mapping;
  if (isChanging || !mapping?.remembered || !dataset || draft.step !== undefined) return null;
  const { dialect, mode, duplicates, on_error } = mapping.remembered;
  const answers: Partial<Draft> = { step: "map", dialect, mode, duplicates, on_error };
  return unfilled(dataset, mappingOf(mapping), answers.mode).length === 0 ? answers : null;
}

/** Goes on without a question, once. */
export function useAsLastTime(answers: Partial<Draft> | null, go: (answers: Partial<Draft>) => void): void {
  const went = useRef(false);
  const goOn = useEffectEvent(go);
  useEffect(() => {
    if (!answers || went.current) return;
    went.current = true;
    goOn(answers);
  }, [answers]);
}
