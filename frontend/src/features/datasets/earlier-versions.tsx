import { Link } from "@tanstack/react-router";
import type { Earlier, Field, Provenance } from "@/api/gen/types.gen";
import { moment } from "@/text/format";
import { text } from "@/text/text";
import { changesBetween } from "./provenance";
import classes from "./provenance.module.css";

interface Props {
  provenance: Provenance;
  fields: readonly Field[];
}

/** What the row was before, the latest version first, each with what the next import made of it. */
export function EarlierVersions({ provenance, fields }: Props) {
  const words = text.provenance;
  const { values, earlier } = provenance;
  if (!values) return null;
  return (
    <section>
      <h3 className={classes.part}>{words.earlier}</h3>
      {earlier.length === 0 ? (
        <p className={classes.none}>{words.noEarlier}</p>
      ) : (
        <ol className={classes.versions}>
          {earlier.map((version, place) => (
            <Version
              // biome-ignore lint/suspicious/noArrayIndexKey: versions are told apart by their order alone
              key={place}
              version={version}
              after={earlier[place - 1]?.values ?? values}
              fields={fields}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Version({
  version,
  after,
  fields,
}: {
  version: Earlier;
  after: Record<string, unknown>;
  fields: readonly Field[];
}) {
  const words = text.provenance;
  const { import: imported, job: other, row } = version;
  const job = imported ?? other;
  const changes = changesBetween(version.values, after, fields);
  return (
    <li>
      <p className={classes.version}>
        {imported && (
          <Link to="/imports/$id" params={{ id: imported.id }} className={classes.link}>
            {words.recordOf(row, imported.title)}
          </Link>
        )}
        {other && (
          <Link to="/jobs" search={{ job: other.id }} className={classes.link}>
            {text.bulkRecords.recordOf(row, other.title || other.id)}
          </Link>
        )}
        {!job && words.importGone(row)}
        {job && <small>{[moment(job.created_at), job.created_by].filter(Boolean).join(" · ")}</small>}
      </p>
      <ul className={classes.changes}>
        {changes.map(({ title, was, became }) => (
          <li key={title}>
            <b>{title}</b> {words.change(was ?? text.rowsGrid.null, became ?? text.rowsGrid.null)}
          </li>
        ))}
        {changes.length === 0 && <li className={classes.none}>{words.noChange}</li>}
      </ul>
    </li>
  );
}
