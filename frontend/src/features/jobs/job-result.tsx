import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Job } from "@/api/gen/types.gen";
import { Facts } from "@/components/facts";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { DataFacts } from "./data-facts";
import { IMPORT } from "./job-words";
import { Part } from "./part";
import classes from "./part.module.css";

type Result = NonNullable<Job["result"]>;

/** How the result of each kind is drawn. A kind that is not here shows its data as names and values. */
const DRAWN: Record<string, (result: Result, job: Job) => ReactNode> = {
  [IMPORT]: (result, job) => <ImportResult result={result} job={job} />,
  undo: (result, job) => <Figures names={["removed", "restored", "kept"]} result={result} job={job} />,
  merge: (result, job) => (
    <Figures names={["merged", "still_failed", "left_out", "not_rejected"]} result={result} job={job} />
  ),
  schema_change: (result) => <SchemaChange result={result} />,
};

/** What a job has brought, drawn for its kind. */
export function JobResult({ job }: { job: Job }) {
  if (!job.result) return null;
  const draw = DRAWN[job.kind];
  return (
    <Part title={text.jobs.job.result}>{draw ? draw(job.result, job) : <DataFacts data={job.result} />}</Part>
  );
}

function ImportResult({ result, job: { progress } }: { result: Result; job: Job }) {
  const words = text.jobs.results;
  const { notes, inferred: _inferred, ...about } = result;
  return (
    <>
      <Facts
        narrow
        facts={[
          { name: words.records, value: count(progress.total) },
          { name: words.inOrder, value: count(progress.done - progress.failed) },
          { name: words.rejected, value: count(progress.failed) },
        ]}
      />
      <DataFacts data={about} />
      <Sentences label={words.notes} sentences={notes} />
    </>
  );
}

/** Some counts, and the import that they are about. */
function Figures({ names, result, job }: { names: string[]; result: Result; job: Job }) {
  const words = text.jobs.results;
  const about = job.params.import;
  return (
    <>
      <Facts
        narrow
        facts={names.map((name) => ({
          name: words.figures[name] ?? name,
          value: count(Number(result[name] ?? 0)),
        }))}
      />
      {typeof about === "string" && (
        <p className={classes.quiet}>
          <Link className={classes.link} to="/imports/$id" params={{ id: about }}>
            {text.jobs.job.openImport}
          </Link>
        </p>
      )}
    </>
  );
}

interface Violation {
  field: string;
  message: string;
  count: number;
}

function SchemaChange({ result }: { result: Result }) {
  const words = text.jobs.results;
  const violations = (result.violations ?? []) as Violation[];
  return (
    <>
      <p className={classes.quiet}>{result.applied === true ? words.applied : words.notApplied}</p>
      <Sentences label={words.changes} sentences={result.changes} />
      <Sentences
        label={words.violations}
        sentences={violations.map(({ field, message, count: rows }) =>
          words.violation(field, message, text.rows(rows)),
        )}
      />
    </>
  );
}

function Sentences({ label, sentences }: { label: string; sentences: unknown }) {
  if (!Array.isArray(sentences) || sentences.length === 0) return null;
  return (
    <ul className={classes.sentences} aria-label={label}>
      {sentences.map((sentence) => (
        <li key={String(sentence)}>{String(sentence)}</li>
      ))}
    </ul>
  );
}
