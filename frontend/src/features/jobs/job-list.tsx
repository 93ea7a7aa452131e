import { Button } from "@mantine/core";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { BulkBar } from "./bulk-bar";
import { JobTable } from "./job-table";
import { type JobFilters, useJobs } from "./use-jobs";
import { useSelection } from "./use-selection";

interface Props {
  filters: JobFilters;
  onClear: () => void;
}

/** The jobs that the filters keep, and what can be done to many of them at once. */
export function JobList({ filters, onClear }: Props) {
  const reading = useJobs(filters);
  const list = JSON.stringify(filters);
  const [selection, select] = useSelection(list);
  const { rows, error } = reading;
  const { sort: _sort, ...narrowing } = filters;
  if (!rows) {
    return (
      <Card flush>
        {error ? (
          <ProblemNote error={error} onRetry={() => void reading.reload()} />
        ) : (
          <TableSkeleton lines={8} height={62} />
        )}
      </Card>
    );
  }
  return (
    <Card flush>
      {/* also over an empty list: what was done may have moved the last job out of it */}
      <BulkBar
        key={list}
        selection={selection}
        filters={filters}
        hasMore={reading.hasMore}
        onSelect={select}
        onDone={reading.reload}
      />
      {rows.length > 0 ? (
        <JobTable jobs={rows} reading={reading} selection={selection} onSelect={select} />
      ) : (
        <NoJobs filtered={Object.values(narrowing).some(Boolean)} onClear={onClear} />
      )}
      <LoadMore hasMore={reading.hasMore} isLoading={reading.isLoadingMore} onLoad={reading.loadMore} />
    </Card>
  );
}

function NoJobs({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return (
    <EmptyState
      title={filtered ? text.jobs.noMatch : text.jobs.empty}
      detail={filtered ? text.jobs.noMatchDetail : text.jobs.emptyDetail}
    >
      {filtered ? (
        <Button variant="default" onClick={onClear}>
          {text.jobs.clear}
        </Button>
      ) : (
        <ButtonLink to="/">{text.history.start}</ButtonLink>
      )}
    </EmptyState>
  );
}
