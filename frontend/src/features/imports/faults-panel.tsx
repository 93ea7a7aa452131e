import type { ImportJob } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { FaultGroups } from "./fault-groups";
import { FaultTable } from "./fault-table";
import { type FaultFilter, useFaultGroups, useFaults } from "./use-faults";

interface Props {
  job: ImportJob;
  filter: FaultFilter;
  onFilter: (filter: FaultFilter) => void;
}

/** Every row that was left out, by kind and one by one; while the file is read, as far as it has been. */
export function FaultsPanel({ job, filter, onFilter }: Props) {
  const { groups, error: groupsError } = useFaultGroups(job);
  const faults = useFaults(job, filter);
  const error = faults.error ?? groupsError;
  const total = countOf(groups, filter);

  return (
    <Card
      flush
      title={titleOf(job)}
      aside={
        faults.rows &&
        total !== undefined && <span role="status">{text.faults.showing(faults.rows.length, total)}</span>
      }
    >
      {groups && <FaultGroups groups={groups} filter={filter} onFilter={onFilter} />}
      {error && <ProblemNote error={error} onRetry={() => void faults.reload()} />}
      {!faults.rows && !error && <TableSkeleton />}
      {faults.rows?.length === 0 && <EmptyState title={text.faults.none} />}
      {faults.rows && faults.rows.length > 0 && <FaultTable faults={faults.rows} stale={faults.isChanging} />}
      <LoadMore hasMore={faults.hasMore} isLoading={faults.isLoadingMore} onLoad={faults.loadMore} />
    </Card>
  );
}

function titleOf(job: ImportJob): string {
  if (job.dry_run) return text.faults.dryRunTitle;
  return job.failure?.code === "aborted" ? text.faults.abortedTitle : text.faults.title;
}

function countOf(
  groups: { code: string; column: string; count: number }[] | undefined,
  filter: FaultFilter,
): number | undefined {
  return groups
    ?.filter(
      ({ code, column }) =>
        (!filter.code || code === filter.code) && (!filter.column || column === filter.column),
    )
    .reduce((sum, group) => sum + group.count, 0);
}
