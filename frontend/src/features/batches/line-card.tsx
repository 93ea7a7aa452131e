import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import type { WaitingBatch } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { clock, count } from "@/text/format";
import { text } from "@/text/text";
import { shortList } from "./id-list";
import classes from "./line-card.module.css";
import type { StampedLine } from "./use-line";

/** The batches that wait, in the order in which they will go. */
export function LineCard({ line }: { line: StampedLine }) {
  const words = text.batches.line;
  const { next, waiting, waiting_of_others } = line;
  return (
    <Card flush title={words.title} aside={waiting > 0 && words.total(waiting, waiting_of_others)}>
      {next.length === 0 ? (
        <EmptyState title={words.empty} detail={words.emptyDetail} />
      ) : (
        <div className={classes.window}>
          <DataTable label={words.label}>
            <thead>
              <tr>
                <th data-align="end" className={classes.position}>
                  {words.position}
                </th>
                <th>{text.batches.request.idsOf}</th>
                <th data-wide>{text.batches.priority}</th>
                <th data-align="end">{words.at}</th>
              </tr>
            </thead>
            <tbody>
              {next.map((batch, index) => (
                <Fragment key={batch.batch_id}>
                  <Others before={batch.position - (next[index - 1]?.position ?? 0) - 1} />
                  <WaitingRow batch={batch} />
                </Fragment>
              ))}
            </tbody>
          </DataTable>
        </div>
      )}
      {waiting > next.length && <p className={classes.more}>{words.first(next.length, waiting)}</p>}
    </Card>
  );
}

/** What stands between two batches of ours. */
function Others({ before }: { before: number }) {
  if (before < 1) return null;
  return (
    <tr>
      <td colSpan={4} className={classes.others}>
        {text.batches.line.others(before)}
      </td>
    </tr>
  );
}

function WaitingRow({ batch }: { batch: WaitingBatch }) {
  const list = shortList(batch.ids);
  return (
    <tr>
      <td data-align="end" className={classes.position}>
        {count(batch.position)}
      </td>
      <td className={classes.ids}>
        <Link
          to="/jobs/batches"
          search={(now) => ({ ...now, request: batch.ingestion_id })}
          resetScroll={false}
          aria-label={text.batches.line.openRequest(list)}
        >
          {list}
        </Link>
        <small data-narrow>{text.batches.priorities[batch.priority]}</small>
      </td>
      <td data-wide>{text.batches.priorities[batch.priority]}</td>
      <td data-align="end">
        <time dateTime={batch.expected_at}>{clock(batch.expected_at)}</time>
      </td>
    </tr>
  );
}
