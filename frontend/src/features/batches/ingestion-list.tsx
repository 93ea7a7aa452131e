import { Button } from "@mantine/core";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { IngestionTable } from "./ingestion-table";
import type { IngestionFilters, IngestionsReading } from "./use-ingestions";

interface Props {
  reading: IngestionsReading;
  filters: IngestionFilters;
  onClear: () => void;
}

/** The requests that the filters keep; where there is none yet, how one is made. */
export function IngestionList({ reading, filters, onClear }: Props) {
  const { rows, error } = reading;
  const words = text.batches.list;
  if (!rows) {
    return (
      <Card flush>
        {error ? (
          <ProblemNote error={error} onRetry={() => void reading.reload()} />
        ) : (
          <TableSkeleton lines={4} height={62} />
        )}
      </Card>
    );
  }
  const filtered = Object.values(filters).some(Boolean);
  return (
    <Card flush>
      {rows.length > 0 ? (
        <IngestionTable rows={rows} reading={reading} />
      ) : (
        <EmptyState
          title={filtered ? words.noMatch : words.empty}
          detail={filtered ? words.noMatchDetail : words.emptyDetail}
        >
          {filtered && (
            <Button variant="default" onClick={onClear}>
              {words.clear}
            </Button>
          )}
        </EmptyState>
      )}
      <LoadMore hasMore={reading.hasMore} isLoading={reading.isLoadingMore} onLoad={reading.loadMore} />
    </Card>
  );
}
