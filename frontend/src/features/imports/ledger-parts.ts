import type { ImportJob } from "@/api/gen/types.gen";
import type { RecordOutcome } from "@/api/records";
import { text } from "@/text/text";
import { skippedBy } from "./import-view";

export interface LedgerPart {
  name: RecordOutcome;
  label: string;
  rows: number;
  /** What it means, where not every import has it. */
  meaning: string | null;
}

/** What there is of every import; the other parts only of those where some row came to it. */
const ALWAYS = new Set<LedgerPart["name"]>(["inserted", "failed", "unprocessed"]);

/** The books of an import: the parts add up to its total at every moment. */
export function ledgerParts(job: ImportJob): LedgerPart[] {
  const words = job.dry_run ? text.ledger.dryRun : text.ledger;
  const { meanings, skippedMeans } = text.ledger;
  const parts: LedgerPart[] = [
    { name: "inserted", label: words.inserted, rows: job.inserted_rows, meaning: null },
    { name: "updated", label: words.updated, rows: job.updated_rows, meaning: meanings.updated },
    { name: "unchanged", label: words.unchanged, rows: job.unchanged_rows, meaning: meanings.unchanged },
    { name: "skipped", label: words.skipped, rows: job.skipped_rows, meaning: skippedMeans[skippedBy(job)] },
    { name: "failed", label: words.failed, rows: job.failed_rows, meaning: null },
    { name: "unprocessed", label: words.unprocessed, rows: job.unprocessed_rows, meaning: null },
  ];
  return parts.filter(({ name, rows }) => rows > 0 || ALWAYS.has(name));
}
