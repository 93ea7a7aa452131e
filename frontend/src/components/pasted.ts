import { text } from "@/text/text";

/** The files of a paste; cells copied from a spreadsheet arrive as text with tabs and become one. */
export function pastedFiles(clipboard: DataTransfer | null): File[] {
  if (!clipboard) return [];
  if (clipboard.files.length > 0) return [...clipboard.files];
  const cells = clipboard.getData("text/plain");
  if (!cells.trim().includes("\n")) return [];
  return [new File([cells], `${text.upload.pastedName}.${endingOf(cells)}`, { type: "text/plain" })];
}

function endingOf(words: string): string {
  const start = words.trimStart();
  if (start.startsWith("{")) return "jsonl";
  if (start.startsWith("[")) return "json";
  return words.includes("\t") ? "tsv" : "csv";
}
