import type { ImportJob } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "./ledger.module.css";
import { type LedgerPart, ledgerParts } from "./ledger-parts";

/** The books: total = inserted + updated + unchanged + skipped + left out + not read, always in sight. */
export function Ledger({ job }: { job: ImportJob }) {
  const parts = ledgerParts(job);
  const spoken = parts.filter(({ rows }) => rows > 0).map(({ label, rows }) => `${label} ${count(rows)}`);
  return (
    <Card title={titleOf(job)}>
      <div className={classes.bar} role="img" aria-label={text.ledger.sentence(spoken.join(", "))}>
        {parts.map(
          ({ name, rows }) => rows > 0 && <span key={name} data-part={name} style={{ flexGrow: rows }} />,
        )}
      </div>
      <dl className={classes.parts}>
        <div className={classes.part} data-part="total">
          <dt>{text.ledger.total}</dt>
          <dd>{count(job.total_rows)}</dd>
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
            <dd>{count(rows)}</dd>
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

/** In words, what the parts are that only some imports have. */
function Meanings({ parts }: { parts: LedgerPart[] }) {
  const meanings: Partial<Record<LedgerPart["name"], string>> = text.ledger.meanings;
  const explained = parts.filter(({ name }) => meanings[name]);
  if (explained.length === 0) return null;
  return (
    <ul className={classes.meanings} aria-label={text.ledger.legend}>
      {explained.map(({ name, label }) => (
        <li key={name}>
          <b>{label}</b>: {meanings[name]}
        </li>
      ))}
    </ul>
  );
}
