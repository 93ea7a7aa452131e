import type { ImportJob } from "@/api/gen/types.gen";
import { text } from "@/text/text";

export interface LedgerPart {
  name: "inserted" | "updated" | "unchanged" | "skipped" | "failed" | "unprocessed";
  label: string;
  rows: number;
}

/** The books of an import: the parts add up to its total at every moment. */
export function ledgerParts(job: ImportJob): LedgerPart[] {
  return [
    { name: "inserted", label: text.ledger.inserted, rows: job.inserted_rows },
    { name: "updated", label: text.ledger.updated, rows: job.updated_rows },
    { name: "unchanged", label: text.ledger.unchanged, rows: job.unchanged_rows },
    { name: "skipped", label: text.ledger.skipped, rows: job.skipped_rows },
    { name: "failed", label: text.ledger.failed, rows: job.failed_rows },
    { name: "unprocessed", label: text.ledger.unprocessed, rows: job.unprocessed_rows },
  ];
}
