import { VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import type { ImportJob } from "@/api/gen/types.gen";
import type { RecordOutcome } from "@/api/records";
import { useRecordPages } from "@/api/use-record-pages";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { FilterChips } from "@/components/filter-chips";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { CellBar } from "./cell-bar";
import { type Cursor, START } from "./cursor";
import { RecordGrid } from "./record-grid";
import classes from "./records-panel.module.css";
import { outcomeOf, type ReviewSearch, withOutcome } from "./review-search";
import type { Range } from "./row-window";

interface Props {
  job: ImportJob;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

/** The records of an import by what has become of them, to look at. */
export function RecordsPanel({ job, search, onSearch }: Props) {
  const outcome = outcomeOf(search, { only: null, hasFailed: false });
  return (
    <Card
      flush
      title={text.records.title}
      aside={
        <FilterChips
          label={text.records.outcome}
          choices={[{ value: "", label: text.records.all(count(job.total_rows)) }, ...outcomeChoices(job)]}
          value={outcome ?? ""}
          onChange={(chosen) =>
            onSearch(withOutcome(search, (chosen || undefined) as RecordOutcome | undefined))
          }
        />
      }
    >
      <Records key={outcome ?? ""} job={job} outcome={outcome} />
    </Card>
  );
}

function Records({ job, outcome }: { job: ImportJob; outcome: RecordOutcome | undefined }) {
  const [sight, setSight] = useState<Range>({ first: 0, last: 0 });
  const [cursor, setCursor] = useState<Cursor>(START);
  const {
    count: found,
    columns,
    error,
    reload,
    at,
    isStale,
  } = useRecordPages(job.id, { outcome }, sight.first, sight.last);
  if (error) return <ProblemNote error={error} onRetry={() => void reload()} />;
  if (found === 0) return <EmptyState title={text.records.none} />;
  return (
    <>
      <div className={classes.records}>
        <VisuallyHidden id="review-keys">{text.records.keys}</VisuallyHidden>
        {found === undefined || !columns ? (
          <TableSkeleton lines={8} height={40} />
        ) : (
          <RecordGrid
            label={text.review.grid(job.file.name)}
            count={found}
            columns={columns}
            recordAt={at}
            isStale={isStale}
            canEdit={false}
            cursor={cursor}
            onSight={setSight}
            onCursor={setCursor}
            onWrite={nothing}
            onLeaveOut={nothing}
            onMendRecord={nothing}
            onAct={nothing}
          />
        )}
      </div>
      <CellBar
        record={at(cursor.position)}
        columns={columns ?? []}
        column={cursor.column}
        canEdit={false}
        onEdit={nothing}
        onPutBack={nothing}
        onLeaveOut={nothing}
        onMendRecord={nothing}
      />
    </>
  );
}

/** What the grid asks for only where it may be edited. */
const nothing = () => {};

function outcomeChoices(job: ImportJob) {
  const rows: Record<RecordOutcome, number> = {
    inserted: job.inserted_rows,
    updated: job.updated_rows,
    unchanged: job.unchanged_rows,
    skipped: job.skipped_rows,
    failed: job.failed_rows,
    unprocessed: job.unprocessed_rows,
  };
  return (Object.keys(rows) as RecordOutcome[])
    .filter((outcome) => rows[outcome] > 0)
    .map((outcome) => ({
      value: outcome,
      label: text.records.some(text.ledger[outcome], count(rows[outcome])),
    }));
}
