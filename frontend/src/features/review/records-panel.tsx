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
import { type Cursor, START } from "./cursor";
import { RecordGrid } from "./record-grid";
import { outcomeOf, type ReviewSearch, withOutcome } from "./review-search";

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
  const [sight, setSight] = useState({ first: 0, last: 0 });
  const [cursor, setCursor] = useState<Cursor>(START);
  const pages = useRecordPages(job.id, { outcome }, sight.first, sight.last);
  if (pages.error) return <ProblemNote error={pages.error} onRetry={() => void pages.reload()} />;
  if (pages.count === undefined || !pages.columns) return <TableSkeleton lines={8} height={40} />;
  if (pages.count === 0) return <EmptyState title={text.records.none} />;
  return (
    <>
      <VisuallyHidden id="review-keys">{text.records.keys}</VisuallyHidden>
      <RecordGrid
        label={text.review.grid(job.file.name)}
        count={pages.count}
        columns={pages.columns}
        recordAt={pages.at}
        isStale={false}
        canEdit={false}
        cursor={cursor}
        onSight={setSight}
        onCursor={setCursor}
        {...NO_EDITS}
      />
    </>
  );
}

const nothing = () => {};
/** What the grid asks for only where it may be edited. */
const NO_EDITS = { onWrite: nothing, onLeaveOut: nothing, onMendRecord: nothing, onAct: nothing };

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
