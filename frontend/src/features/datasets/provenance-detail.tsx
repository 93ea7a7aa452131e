import { Link } from "@tanstack/react-router";
import type { Dataset, Provenance, ProvenanceJob } from "@/api/gen/types.gen";
import { DataTable } from "@/components/data-table";
import { type Fact, Facts } from "@/components/facts";
import { Note } from "@/components/note";
import { moment } from "@/text/format";
import { text } from "@/text/text";
import { EarlierVersions } from "./earlier-versions";
import { type Origin, originsOf } from "./provenance";
import classes from "./provenance.module.css";

interface Props {
  dataset: Dataset;
  provenance: Provenance;
}

/** The record a row came by, cell for cell, and what the row was before. */
export function ProvenanceDetail({ dataset, provenance }: Props) {
  const words = text.provenance;
  const { origins, leftOut } = originsOf(provenance, dataset.schema.fields);
  return (
    <>
      <Facts facts={factsOf(provenance)} />
      {provenance.values === null && <Note tone="quiet">{words.notAsThis}</Note>}
      {provenance.cells === null && (
        <Note tone="quiet">{provenance.import ? words.fileGone : text.bulkRecords.gone}</Note>
      )}
      <div className={classes.table}>
        <DataTable label={words.cells}>
          <thead>
            <tr>
              <th>{words.column}</th>
              <th>{provenance.import ? words.inFile : text.bulkRecords.inRequest}</th>
              {provenance.values && <th>{words.now}</th>}
            </tr>
          </thead>
          <tbody>
            {origins.map((origin) => (
              <tr key={origin.field}>
                <td>
                  {origin.title}
                  {origin.column && origin.column !== origin.title && <small>{origin.column}</small>}
                </td>
                <td className={classes.value}>
                  <InFile
                    origin={origin}
                    isKept={provenance.cells !== null}
                    absent={provenance.import ? words.noColumn : text.bulkRecords.noneSent}
                  />
                </td>
                {provenance.values && (
                  <td className={classes.value}>
                    <Value>{origin.value}</Value>
                  </td>
                )}
              </tr>
            ))}
            {leftOut.map(({ column, cell }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a file may have two columns of one name
              <tr key={place}>
                <td>
                  {column}
                  <small>{words.notImported}</small>
                </td>
                <td className={classes.value} colSpan={provenance.values ? 2 : 1}>
                  <Value>{cell}</Value>
                </td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      </div>
      <EarlierVersions provenance={provenance} fields={dataset.schema.fields} />
    </>
  );
}

function factsOf({ import: job, job: other, row, line }: Provenance): Fact[] {
  const words = text.provenance;
  if (!job) return other ? factsOfJob(other, row) : [];
  const record = (
    <Link
      to="/imports/$id"
      params={{ id: job.id }}
      search={{ tab: "records", row: String(row) }}
      className={classes.link}
    >
      {job.title}
    </Link>
  );
  return [
    { name: words.file, value: record },
    { name: words.record, value: text.provenance.number(row) },
    ...(line === null ? [] : [{ name: words.line, value: text.provenance.number(line) }]),
    { name: words.when, value: <time dateTime={job.created_at}>{moment(job.created_at)}</time> },
    ...(job.created_by ? [{ name: words.who, value: job.created_by }] : []),
    { name: words.how, value: text.details.modes[job.mode] ?? job.mode },
  ];
}

/** Of a row that no import has brought. */
function factsOfJob(job: ProvenanceJob, row: number): Fact[] {
  const words = text.provenance;
  const link = (
    <Link to="/jobs" search={{ job: job.id }} className={classes.link}>
      {job.title || job.id}
    </Link>
  );
  return [
    { name: text.bulkRecords.job, value: link },
    { name: words.record, value: words.number(row) },
    { name: text.bulkRecords.when, value: <time dateTime={job.created_at}>{moment(job.created_at)}</time> },
    ...(job.created_by ? [{ name: words.who, value: job.created_by }] : []),
  ];
}

/** The cell as it went in; of one that was corrected, what the file has as well. */
function InFile({ origin, isKept, absent }: { origin: Origin; isKept: boolean; absent: string }) {
  const words = text.provenance;
  if (!isKept) return <Value>{undefined}</Value>;
  if (origin.column === undefined) return <span className={classes.none}>{absent}</span>;
  return (
    <>
      <Value>{origin.cell}</Value>
      {origin.before !== undefined && (
        <span className={classes.edited}>{words.corrected(origin.before || text.rowsGrid.null)}</span>
      )}
    </>
  );
}

function Value({ children }: { children: string | null | undefined }) {
  return children || <span className={classes.none}>{text.rowsGrid.null}</span>;
}
