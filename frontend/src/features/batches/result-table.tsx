import { NativeSelect } from "@mantine/core";
import type { IdResult } from "@/api/gen/types.gen";
import { Chip } from "@/components/chip";
import { DataTable } from "@/components/data-table";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { outcomeLook } from "./ingestion-words";
import classes from "./result-table.module.css";
import { useResults } from "./use-ingestions";

interface Props {
  id: string;
  isLive: boolean;
  outcome: string | undefined;
  onOutcome: (outcome: string) => void;
}

/** What came of each id of a request, in its order. */
export function ResultTable({ id, isLive, outcome, onOutcome }: Props) {
  const reading = useResults(id, outcome, isLive);
  const words = text.batches.request;
  const { rows, error } = reading;
  return (
    <>
      <NativeSelect
        className={classes.outcome}
        aria-label={words.outcome}
        value={outcome ?? ""}
        data={[
          { value: "", label: words.anyOutcome },
          ...Object.entries(words.outcomes).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(event) => onOutcome(event.currentTarget.value)}
      />
      {!rows && error && <ProblemNote error={error} onRetry={() => void reading.reload()} />}
      {!rows && !error && <TableSkeleton lines={4} />}
      {rows?.length === 0 && <p className={classes.none}>{words.noResults}</p>}
      {rows && rows.length > 0 && <Results rows={rows} stale={reading.isChanging} />}
      <LoadMore hasMore={reading.hasMore} isLoading={reading.isLoadingMore} onLoad={reading.loadMore} />
    </>
  );
}

function Results({ rows, stale }: { rows: IdResult[]; stale: boolean }) {
  const words = text.batches.request;
  return (
    <DataTable label={words.results} stale={stale}>
      <thead>
        <tr>
          <th data-align="end">{words.number}</th>
          <th>{words.outcome}</th>
          <th>{words.data}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // an id may come twice, and rows never change their places
          // biome-ignore lint/suspicious/noArrayIndexKey: its place is what names it
          <ResultRow key={index} row={row} />
        ))}
      </tbody>
    </DataTable>
  );
}

function ResultRow({ row }: { row: IdResult }) {
  const { tone, icon, word } = outcomeLook(row);
  return (
    <tr>
      <td data-align="end">{row.id}</td>
      <td>
        <Chip tone={tone} icon={icon}>
          {word}
        </Chip>
        {row.reason && <small lang="en">{row.reason}</small>}
      </td>
      <td className={classes.data}>{row.status === "fetched" && dataWords(row.data)}</td>
    </tr>
  );
}

/** A word as it is, anything else as JSON. */
function dataWords(data: unknown): string {
  return typeof data === "string" ? data : JSON.stringify(data);
}
