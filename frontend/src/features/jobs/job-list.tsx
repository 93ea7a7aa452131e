import { Button } from "@mantine/core";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { JobTable } from "./job-table";
import { type JobFilters, useJobs } from "./use-jobs";

export function JobList({ filters, onClear }: { filters: JobFilters; onClear: () => void }) {
  const reading = useJobs(filters);
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
    const filtered = Boolean(filters.kind || filters.status);
    return (
      <Card>
        <EmptyState
          title={filtered ? text.jobs.noMatch : text.jobs.empty}
          detail={filtered ? text.jobs.noMatchDetail : text.jobs.emptyDetail}
        >
          {filtered ? (
            <Button variant="default" onClick={onClear}>
              {text.history.clear}
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
      <JobTable jobs={rows} reading={reading} />
      <LoadMore hasMore={reading.hasMore} isLoading={reading.isLoadingMore} onLoad={reading.loadMore} />
    </Card>
  );
}
