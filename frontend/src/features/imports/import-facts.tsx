import { Link } from "@tanstack/react-router";
import type { ImportJob, ImportResult } from "@/api/gen/types.gen";
import type { Fact } from "@/components/facts";
import { When } from "@/components/when";
import { bytes, count, duration } from "@/text/format";
import { text } from "@/text/text";
import classes from "./import-details.module.css";

export function fileFacts(job: ImportJob): Fact[] {
  const facts: Fact[] = [{ name: text.details.file, value: `${job.file.name} · ${bytes(job.file.size)}` }];
  if (job.dataset) {
    const dataset = (
      <Link to="/datasets/$slug" params={{ slug: job.dataset }} className={classes.link}>
        {job.dataset}
      </Link>
    );
    facts.push({ name: text.details.dataset, value: dataset });
  }
  return facts;
}

/** How it was to be imported, as far as that is not what is usual. */
export function wayFacts(job: ImportJob): Fact[] {
  const { modes, dryRunMode, duplicatePolicies, errorPolicies } = text.details;
  const mode = modes[job.mode] ?? job.mode;
  const duplicates = duplicatePolicies[job.duplicates] ?? job.duplicates;
  const onError = errorPolicies[job.on_error] ?? job.on_error;
  return [
    { name: text.details.mode, value: job.dry_run ? dryRunMode(mode) : mode },
    ...(duplicates ? [{ name: text.details.duplicates, value: duplicates }] : []),
    ...(onError ? [{ name: text.details.onError, value: onError }] : []),
    ...(job.max_errors ? [{ name: text.details.maxErrors, value: mostErrors(job.max_errors) }] : []),
  ];
}

function mostErrors(most: string): string {
  return most.endsWith("%") ? text.details.atMostShare(most) : text.details.atMost(count(Number(most)));
}

export function runFacts(job: ImportJob): Fact[] {
  const facts: Fact[] = [];
  if (job.created_by) facts.push({ name: text.details.by, value: job.created_by });
  facts.push({ name: text.details.when, value: <When at={job.started_at ?? job.created_at} /> });
  if (job.duration !== null) facts.push({ name: text.details.took, value: duration(job.duration) });
  return facts;
}

export function readingFacts({ result, file, attempt }: ImportJob): Fact[] {
  const facts = result ? formatFacts(result) : [];
  if (attempt > 1) facts.push({ name: text.details.attempt, value: count(attempt) });
  if (file.sha256) {
    facts.push({
      name: text.details.checksum,
      value: <code title={file.sha256}>{file.sha256.slice(0, 16)}…</code>,
    });
  }
  return facts;
}

/** Formats in which no line names the columns. */
const WITHOUT_HEADER = new Set<string>(["jsonl", "json"]);

/** Only what the format has: a workbook has no delimiter, and JSON names each value where it stands. */
function formatFacts({ format, encoding, delimiter, header_line: line }: ImportResult): Fact[] {
  const { formats, delimiters, headerLine, noHeader } = text.details;
  const facts: Fact[] = [{ name: text.details.format, value: formats[format] ?? format }];
  if (format !== "xlsx" && encoding) facts.push({ name: text.details.encoding, value: encoding });
  if (format === "delimited")
    facts.push({ name: text.details.delimiter, value: delimiters[delimiter] ?? delimiter });
  if (!WITHOUT_HEADER.has(format))
    facts.push({ name: text.details.header, value: line === null ? noHeader : headerLine(count(line)) });
  return facts;
}
