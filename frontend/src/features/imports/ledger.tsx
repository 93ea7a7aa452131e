import { Link } from "@tanstack/react-router";
import type { ImportJob } from "@/api/gen/types.gen";
import type { RecordOutcome } from "@/api/records";
import { Card } from "@/components/card";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "./ledger.module.css";
import { type LedgerPart, ledgerParts } from "./ledger-parts";
import { EVERY_OUTCOME, lasting, RECORDS, type ResultSearch } from "./result-search";
import type { ResultTab } from "./result-tabs";

interface Props {
  job: ImportJob;
  /** Where the records behind the numbers are shown; null while they are not. */
  opens: ResultTab | null;
  search: ResultSearch;
}

/** The books: total = inserted + updated + unchanged + skipped + left out + not read, always in sight. */
export function Ledger({ job, opens, search }: Props) {
  const parts = ledgerParts(job);
  const spoken = parts.filter(({ rows }) => rows > 0).map(({ label, rows }) => `${label} ${count(rows)}`);
  return (
    <Card title={titleOf(job)} brief={opens === "review"}>
      <div className={classes.bar} role="img" aria-label={text.ledger.sentence(spoken.join(", "))}>
        {parts.map(
          ({ name, rows }) => rows > 0 && <span key={name} data-part={name} style={{ flexGrow: rows }} />,
        )}
      </div>
      <dl className={classes.parts} data-brief={opens === "review" || undefined}>
        <div className={classes.part} data-part="total">
          <dt>{text.ledger.total}</dt>
          <dd>
            <Rows
              job={job}
              rows={job.total_rows}
              label={text.ledger.total}
              outcome={EVERY_OUTCOME}
              opens={opens}
              search={search}
            />
          </dd>
        </div>
        {parts.map(({ name, label, rows }, index) => (
          <div
            key={name}
            className={classes.part}
            data-part={name}
            data-sign={index === 0 ? "=" : "+"}
            data-none={rows === 0 || undefined}
          >
            <dt>{label}</dt>
            <dd>
              <Rows job={job} rows={rows} label={label} outcome={name} opens={opens} search={search} />
            </dd>
          </div>
        ))}
      </dl>
      <Meanings parts={parts} />
    </Card>
  );
}

function titleOf(job: ImportJob): string {
  if (job.undone_at !== null) return text.ledger.undoneTitle;
  return job.dry_run ? text.ledger.dryRun.title : text.ledger.title;
}

/** A number that leads to the records it counts. */
function Rows({ job, rows, label, outcome, opens, search }: Props & RowsProps) {
  if (opens === null || rows === 0) return count(rows);
  return (
    <Link
      to="/imports/$id"
      params={{ id: job.id }}
      search={{ ...lasting(search), tab: opens, outcome }}
      hash={RECORDS}
      replace
      resetScroll={false}
      className={classes.open}
      aria-label={text.ledger.open(label, count(rows))}
    >
      {count(rows)}
    </Link>
  );
}

interface RowsProps {
  rows: number;
  label: string;
  outcome: RecordOutcome | typeof EVERY_OUTCOME;
}

/** In words, what the parts are that only some imports have. */
function Meanings({ parts }: { parts: LedgerPart[] }) {
  const explained = parts.filter(({ meaning }) => meaning !== null);
  if (explained.length === 0) return null;
  return (
    <ul className={classes.meanings} aria-label={text.ledger.legend}>
      {explained.map(({ name, label, meaning }) => (
        <li key={name}>
          <b>{label}</b>: {meaning}
        </li>
      ))}
    </ul>
  );
}
