import type { ImportJob } from "@/api/gen/types.gen";
import { text } from "@/text/text";

/** The words of an import that is meant, or of one that only tries: the latter never sound like the former. */
export function wordsFor(job: ImportJob) {
  return job.dry_run ? { ...text.job, ...text.dryRun } : text.job;
}
