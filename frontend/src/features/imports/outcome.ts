import type { ImportJob } from "@/api/gen/types.gen";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { wordsFor } from "./attempt-words";
import { type Ended, fitting, inside, skippedBy } from "./import-view";

/** "9,688 imported, 312 left out": what has become of every row of a file that was read to its end. */
export function outcome(job: ImportJob): string {
  const words = wordsFor(job);
  const others = notIn(job);
  if (fitting(job) === 0 && others.length > 0) return words.sum([words.nothing, ...others].join(", "));
  const rest = [...others, ...mended(job)];
  if (findsRows(job)) return words.sum([...byKey(job), ...rest].join(", "));
  if (others.length > 0) return words.sum([words.imported(fitting(job)), ...rest].join(", "));
  const all = words.completed(fitting(job), job.total_rows);
  return rest.length > 0 ? text.job.sum([all, ...rest].join(", ")) : all;
}

/** Whether rows of the file can meet rows of the dataset, so that "imported" would say too little. */
function findsRows({ mode, total_rows }: ImportJob): boolean {
  return (mode === "upsert" || mode === "update") && total_rows > 0;
}

function byKey(job: ImportJob): string[] {
  const words = wordsFor(job);
  const parts: [number, (n: number) => string][] = [
    [job.inserted_rows, words.inserted],
    [job.updated_rows, words.updated],
    [job.unchanged_rows, words.unchanged],
  ];
  return parts.filter(([rows]) => rows > 0).map(([rows, say]) => say(rows));
}

/** Said only when nothing is left to mend: until then it is not known which of them went in. */
function mended({ edited_rows: edited, failed_rows }: ImportJob): string[] {
  return edited > 0 && failed_rows === 0 ? [text.job.afterMending(edited)] : [];
}

function notIn(job: ImportJob): string[] {
  const words = wordsFor(job);
  const { failed_rows: failed, skipped_rows: skipped, total_rows: total } = job;
  if (failed > 0 && failed === total) return [words.allLeftOut(failed)];
  if (skipped > 0 && skipped === total) return [words.allSkipped[skippedBy(job)](skipped)];
  return [
    ...(failed > 0 ? [words.leftOut(failed)] : []),
    ...(skipped > 0 ? [words.skipped[skippedBy(job)](skipped)] : []),
  ];
}

/** What stands below the headline, a sentence or two each. */
export function leads(job: ImportJob, view: Ended): string[] {
  const words = wordsFor(job);
  switch (view.state) {
    case "completed":
    case "partial":
      return [
        ...(job.dry_run ? [text.dryRun.nothingWritten] : []),
        ...(job.mode === "replace" ? [words.replacedLead] : []),
        ...endLeads(job, view),
      ];
    case "cancelled":
      return [words.cancelledLead(inside(job), job.unprocessed_rows)];
    case "failed":
      return failureLeads(job);
    case "undone":
      return [];
  }
}

function endLeads(job: ImportJob, { state }: Ended): string[] {
  const words = wordsFor(job);
  if (job.total_rows === 0) return [words.emptyLead];
  const parts: string[] = [];
  if (state === "partial") parts.push(words.partialLead);
  if (job.skipped_rows > 0) parts.push(skippedLead(job));
  if (parts.length === 0) parts.push(findsRows(job) ? words.completedByKeyLead : words.completedLead);
  return parts.filter(Boolean);
}

function skippedLead(job: ImportJob): string {
  const { skippedLeads, handLead } = wordsFor(job);
  const duplicates = skippedLeads[job.duplicates] ?? "";
  switch (skippedBy(job)) {
    case "duplicates":
      return duplicates;
    case "hand":
      return handLead;
    case "either":
      return `${duplicates} ${handLead}`;
  }
}

function failureLeads(job: ImportJob): string[] {
  const words = wordsFor(job);
  const { failure } = job;
  const parts = [failure?.message ?? job.error];
  if (failure?.line != null) parts.push(words.failedLine(count(failure.line)));
  if (failure?.code === "aborted") {
    // its message says already that nothing went in; mending the rejects alone would bring in only those
    return [...parts, words.failedNothingChanged, words.abortedLead];
  }
  parts.push(words.failedInside(inside(job)));
  if (job.failed_rows > 0) parts.push(words.faultsBelow);
  return parts;
}
