import type { ImportJob } from "@/api/gen/types.gen";
import { text } from "@/text/text";

export interface LedgerPart {
  name: "inserted" | "updated" | "unchanged" | "skipped" | "failed" | "unprocessed";
  label: string;
  rows: number;
}

/** What there is of every import; the other parts only of those where some row came to it. */
const ALWAYS = new Set<LedgerPart["name"]>(["inserted", "failed", "unprocessed"]);

/** The books of an import: the parts add up to its total at every moment. */
export function ledgerParts(job: ImportJob): LedgerPart[] {
  const words = job.dry_run ? text.ledger.dryRun : text.ledger;
  const parts: LedgerPart[] = [
    { name: "inserted", label: words.inserted, rows: job.inserted_rows },
    { name: "updated", label: words.updated, rows: job.updated_rows },
    { name: "unchanged", label: words.unchanged, rows: job.unchanged_rows },
    { name: "skipped", label: words.skipped, rows: job.skipped_rows },
    { name: "failed", label: words.failed, rows: job.failed_rows },
    { name: "unprocessed", label: words.unprocessed, rows: job.unprocessed_rows },
  ];
  return parts.filter(({ name, rows }) => rows > 0 || ALWAYS.has(name));
}
