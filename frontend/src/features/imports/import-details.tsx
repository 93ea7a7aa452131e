import { Link } from "@tanstack/react-router";
import type { ImportJob } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { DownloadButton } from "@/components/download-button";
import { type Fact, Facts } from "@/components/facts";
import { When } from "@/components/when";
import { bytes, count, duration } from "@/text/format";
import { text } from "@/text/text";
import classes from "./import-details.module.css";

/** Where the rows came from and how the file was understood. */
export function ImportDetails({ job }: { job: ImportJob }) {
  return (
    <Card
      title={text.details.title}
      aside={
        <DownloadButton href={job.links.original} size="xs">
          {text.job.original}
        </DownloadButton>
      }
    >
      <Facts facts={[...fileFacts(job), ...readingFacts(job)]} />
      {job.result && job.result.ignored_columns.length > 0 && (
        <p className={classes.notes}>
          <b>{text.details.ignored}:</b> {job.result.ignored_columns.join(", ")}
        </p>
      )}
      {job.result && job.result.notes.length > 0 && (
        <ul className={classes.notes} aria-label={text.details.notes}>
          {job.result.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function fileFacts(job: ImportJob): Fact[] {
  const facts: Fact[] = [{ name: text.details.file, value: `${job.file.name} · ${bytes(job.file.size)}` }];
  if (job.dataset) {
    const dataset = (
      <Link to="/datasets/$slug" params={{ slug: job.dataset }} className={classes.link}>
        {job.dataset}
      </Link>
    );
    facts.push({ name: text.details.dataset, value: dataset });
  }
  facts.push({ name: text.details.mode, value: text.details.modes[job.mode] ?? job.mode });
  if (job.created_by) facts.push({ name: text.details.by, value: job.created_by });
  facts.push({ name: text.details.when, value: <When at={job.started_at ?? job.created_at} /> });
  if (job.duration !== null) facts.push({ name: text.details.took, value: duration(job.duration) });
  return facts;
}

function readingFacts({ result, file, attempt }: ImportJob): Fact[] {
  const facts: Fact[] = [];
  if (result) {
    const { delimiters, headerLine } = text.details;
    facts.push({ name: text.details.encoding, value: result.encoding });
    facts.push({ name: text.details.delimiter, value: delimiters[result.delimiter] ?? result.delimiter });
    const header =
      result.header_line === null ? text.details.noHeader : headerLine(count(result.header_line));
    facts.push({ name: text.details.header, value: header });
  }
  if (attempt > 1) facts.push({ name: text.details.attempt, value: count(attempt) });
  if (file.sha256) {
    facts.push({
      name: text.details.checksum,
      value: <code title={file.sha256}>{file.sha256.slice(0, 16)}…</code>,
    });
  }
  return facts;
}
