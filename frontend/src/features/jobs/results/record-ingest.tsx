import { Link } from "@tanstack/react-router";
import useSWR from "swr";
import type { RecordStatus } from "@/api/gen/types.gen";
import { get } from "@/api/http";
import { DataTable } from "@/components/data-table";
import { Facts } from "@/components/facts";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import classes from "../part.module.css";
import type { Drawn } from "./drawn";
import { figure } from "./figure";
import tables from "./tables.module.css";

const FIGURES = ["inserted", "updated", "unchanged", "skipped", "failed"] as const;

/** What became of records that came as JSON: how many, in which dataset, and what is wrong with the others. */
export function RecordIngestResult({ result, job }: Drawn) {
  const words = text.bulkRecords;
  const dataset = String(result.dataset);
  return (
    <>
      <Facts
        narrow
        facts={[
          {
            name: words.dataset,
            value: (
              <Link className={classes.link} to="/datasets/$slug" params={{ slug: dataset }}>
                {dataset}
              </Link>
            ),
          },
          ...FIGURES.map((name) => ({ name: words[name], value: figure(result[name]) })),
        ]}
      />
      {Number(result.failed) > 0 && <RecordErrors id={job.id} />}
    </>
  );
}

function RecordErrors({ id }: { id: string }) {
  const { data, error, mutate } = useSWR<RecordStatus, Error>(
    `/api/data/status/${encodeURIComponent(id)}/`,
    get,
  );
  if (error) return <ProblemNote error={error} onRetry={() => void mutate()} />;
  if (!data) return <TableSkeleton lines={4} height={44} />;
  return <ErrorTable errors={data.errors} />;
}

function ErrorTable({ errors }: Pick<RecordStatus, "errors">) {
  const words = text.bulkRecords;
  return (
    <>
      <p className={classes.quiet}>{words.fromZero}</p>
      <div className={tables.edge} data-tall>
        <DataTable label={words.errors}>
          <thead>
            <tr>
              <th data-align="end">{words.record}</th>
              <th>{words.field}</th>
              <th>{words.reason}</th>
            </tr>
          </thead>
          <tbody>
            {errors.map(({ index, field, message }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a record may have two such errors, and none moves
              <tr key={place}>
                <td data-align="end">{words.index(index)}</td>
                <td className={tables.wrapped}>{field || words.wholeRecord}</td>
                <td className={tables.reason} lang="en">
                  {message}
                </td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      </div>
    </>
  );
}
