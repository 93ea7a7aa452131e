import { Button } from "@mantine/core";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { ReportTable } from "./report-table";
import { type ReportFilters, useReports } from "./use-reports";

interface Props {
  filters: ReportFilters;
  onClear: () => void;
}

/** The reports that the filters keep; where there is none yet, what one is and how it is made. */
export function ReportList({ filters, onClear }: Props) {
  const reading = useReports(filters);
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
  return (
    <Card flush>
      {rows.length > 0 ? (
        <ReportTable reports={rows} reading={reading} />
      ) : (
        <NoReports filtered={Object.values(filters).some(Boolean)} onClear={onClear} />
      )}
      <LoadMore hasMore={reading.hasMore} isLoading={reading.isLoadingMore} onLoad={reading.loadMore} />
    </Card>
  );
}

function NoReports({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const words = text.reports;
  if (filtered) {
    return (
      <EmptyState title={words.noMatch} detail={words.noMatchDetail}>
        <Button variant="default" onClick={onClear}>
          {words.clear}
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={words.empty} detail={words.emptyDetail}>
      <ButtonLink to="/reports/new" search={{ sample: "shown" }} variant="default">
        {words.sample}
      </ButtonLink>
      <ButtonLink to="/reports/new">{words.make}</ButtonLink>
    </EmptyState>
  );
}
