import { Link } from "@tanstack/react-router";
import type { Batch } from "@/api/gen/types.gen";
import { DataTable } from "@/components/data-table";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { StatusChip } from "@/components/status-chip";
import { TableSkeleton } from "@/components/table-skeleton";
import { When } from "@/components/when";
import { clock, count } from "@/text/format";
import { text } from "@/text/text";
import { shortList } from "./id-list";
import { batchChip } from "./ingestion-words";
import { useBatches } from "./use-ingestions";

/** The batches of a request in their order; each is a job. */
export function BatchTable({ id, isLive }: { id: string; isLive: boolean }) {
  const reading = useBatches(id, isLive);
  const words = text.batches.request;
  const { rows, error } = reading;
  if (!rows) {
    return error ? (
      <ProblemNote error={error} onRetry={() => void reading.reload()} />
    ) : (
      <TableSkeleton lines={4} />
    );
  }
  return (
    <>
      <DataTable label={words.batches}>
        <thead>
          <tr>
            <th data-align="end">{words.batchNumber}</th>
            <th>{words.idsOf}</th>
            <th>{text.batches.status}</th>
            <th data-align="end" data-wide>
              {words.started}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((batch) => (
            <BatchRow key={batch.batch_id} batch={batch} />
          ))}
        </tbody>
      </DataTable>
      <LoadMore hasMore={reading.hasMore} isLoading={reading.isLoadingMore} onLoad={reading.loadMore} />
    </>
  );
}

function BatchRow({ batch }: { batch: Batch }) {
  const words = text.batches.request;
  const list = shortList(batch.ids);
  return (
    <tr>
      <td data-align="end">{count(batch.position + 1)}</td>
      <td>
        <Link to="/jobs" search={{ job: batch.batch_id, kind: "id_batch" }} aria-label={words.jobOf(list)}>
          {list}
        </Link>
      </td>
      <td>
        <StatusChip status={batchChip(batch)} />
        {batch.failure && (
          <small lang="en" style={{ overflowWrap: "anywhere" }}>
            {batch.failure.message}
          </small>
        )}
        {batch.run_after && <small>{words.again(clock(batch.run_after))}</small>}
      </td>
      <td data-align="end" data-wide>
        {batch.started_at ? <When at={batch.started_at} /> : "–"}
      </td>
    </tr>
  );
}
