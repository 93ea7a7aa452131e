import { Link } from "@tanstack/react-router";
import type { Ingestion } from "@/api/gen/types.gen";
import { Chip } from "@/components/chip";
import { ConfirmButton } from "@/components/confirm-button";
import { DataTable } from "@/components/data-table";
import { ProgressBar } from "@/components/progress-bar";
import { When } from "@/components/when";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "./ingestion-table.module.css";
import { canCancel, cancelQuestion, ingestionLook, ingestionName, ingestionShare } from "./ingestion-words";
import type { IngestionsReading } from "./use-ingestions";

/** Requests as lines: how many ids, how urgently, how far, since when. */
export function IngestionTable({ rows, reading }: { rows: Ingestion[]; reading: IngestionsReading }) {
  const words = text.batches.list;
  return (
    <DataTable label={words.title} stale={reading.isChanging}>
      <thead>
        <tr>
          <th>{words.request}</th>
          <th>{text.batches.status}</th>
          <th data-wide>{words.progress}</th>
          <th data-align="end" data-wide>
            {words.created}
          </th>
          <th data-align="end" data-wide>
            {words.actions}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((ingestion) => (
          <IngestionRow key={ingestion.id} ingestion={ingestion} reading={reading} />
        ))}
      </tbody>
    </DataTable>
  );
}

function IngestionRow({ ingestion, reading }: { ingestion: Ingestion; reading: IngestionsReading }) {
  const words = text.batches;
  const name = ingestionName(ingestion);
  return (
    <tr>
      <td>
        <Link to="/jobs/batches" search={(now) => ({ ...now, request: ingestion.id })} resetScroll={false}>
          {name}
        </Link>
        <small>
          {words.priority}: {words.priorities[ingestion.priority]}
        </small>
        <small data-narrow>
          <When at={ingestion.created_at} />
        </small>
      </td>
      <td>
        <IngestionChip ingestion={ingestion} />
      </td>
      <td data-wide className={classes.progress}>
        <FetchedCount ingestion={ingestion} />
        {canCancel(ingestion) && (
          <ProgressBar thin share={ingestionShare(ingestion)} label={words.list.progressOf(name)} />
        )}
      </td>
      <td data-align="end" data-wide>
        <When at={ingestion.created_at} />
      </td>
      <td data-align="end" data-wide>
        {canCancel(ingestion) && (
          <ConfirmButton
            size="xs"
            aria-label={words.cancelOf(name)}
            question={cancelQuestion()}
            onConfirm={() => reading.cancel(ingestion.id)}
          >
            {words.cancel}
          </ConfirmButton>
        )}
      </td>
    </tr>
  );
}

export function IngestionChip({ ingestion }: { ingestion: Ingestion }) {
  const { tone, icon, word, turning = false } = ingestionLook(ingestion);
  return (
    <Chip tone={tone} icon={icon} turning={turning}>
      {word}
    </Chip>
  );
}

/** "3 of 7 · 1 failed". */
export function FetchedCount({ ingestion }: { ingestion: Ingestion }) {
  const { list } = text.batches;
  const { ids, ids_fetched, ids_failed } = ingestion;
  return (
    <span>
      {list.fetched(count(ids_fetched), count(ids))}
      {ids_failed > 0 && ` · ${list.notWell(ids_failed)}`}
    </span>
  );
}
