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

export function JobList({ filters, onClear }: { filters: JobFilters; onClear: () => void }) {
  const reading = useJobs(filters);
  const [selection, select] = useSelection(JSON.stringify(filters));
  const { rows, error } = reading;
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
  if (rows.length === 0) {
    const filtered = Object.values(filters).some(Boolean);
    return (
      <Card>
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
      </Card>
    );
  }
  return (
    <Card flush>
      <BulkBar
        selection={selection}
        filters={filters}
        hasMore={reading.hasMore}
        onSelect={select}
        onDone={reading.reload}
      />
      <JobTable jobs={rows} reading={reading} selection={selection} onSelect={select} />
      <LoadMore hasMore={reading.hasMore} isLoading={reading.isLoadingMore} onLoad={reading.loadMore} />
    </Card>
  );
}
