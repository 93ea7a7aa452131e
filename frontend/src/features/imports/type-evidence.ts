import type { InferredColumn } from "@/api/gen/types.gen";
import { text } from "@/text/text";

/** "string · uuid", "integer": the same words as in the dataset's schema. */
export function typeFound({ type, format }: InferredColumn): string {
  return format && format !== "default" ? `${type} · ${format}` : type;
}

/** "1,204 values, 12 empty". */
export function amounts({ values, empty }: InferredColumn): string {
  const words = text.types;
  const some = values > 0 ? words.values(values) : words.noValues;
  return empty > 0 ? `${some}, ${words.empty(empty)}` : some;
}

/** "kept as text: 1,204 values start with 0 · such as 007, 008"; empty when the type is what it looks like. */
export function reasonWords({ reasons, samples }: InferredColumn): string {
  const words = text.types;
  const said = Object.entries(reasons)
    .filter(([, n]) => n > 0)
    .map(([code, n]) => words.reasons[code]?.(n) ?? words.otherReason(n, code.replaceAll("_", " ")));
  if (said.length === 0) return "";
  const kept = words.keptAsText(said.join(", "));
  return samples.length > 0 ? `${kept} · ${words.suchAs(samples.join(", "))}` : kept;
}
