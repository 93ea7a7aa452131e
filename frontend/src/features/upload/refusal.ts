import { bytes } from "@/text/format";
import { text } from "@/text/text";

/** What the server may be able to read; it looks at the content before it says so. */
export const ALLOWED_ENDINGS = [
  ".csv",
  ".tsv",
  ".txt",
  ".xlsx",
  ".xls",
  ".jsonl",
  ".ndjson",
  ".json",
  ".gz",
  ".zst",
  ".zip",
] as const;

/** Why these files cannot be sent, in one sentence, or null: told before any byte travels. */
export function refusal(
  files: readonly { name: string; size: number }[],
  limit: number | undefined,
): string | null {
  const { refused } = text.upload;
  const [file, ...others] = files;
  if (!file) return null;
  if (others.length > 0) return refused.several(files.length);
  if (!hasAllowedEnding(file.name)) return refused.kind(file.name, ALLOWED_ENDINGS.join(", "));
  if (file.size === 0) return refused.empty(file.name);
  if (limit !== undefined && file.size > limit)
    return refused.large(file.name, bytes(file.size), bytes(limit));
  return null;
}

function hasAllowedEnding(name: string): boolean {
  const lower = name.toLowerCase();
  return ALLOWED_ENDINGS.some((ending) => lower.endsWith(ending));
}
