import { Button } from "@mantine/core";
import { ActButton } from "@/components/act-button";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { IngestionTable } from "./ingestion-table";
import { sendIds } from "./send-ids";
import type { IngestionFilters, IngestionsReading } from "./use-ingestions";

interface Props {
  reading: IngestionsReading;
  filters: IngestionFilters;
  onClear: () => void;
  onSent: (ingestion: string) => void;
}

const SAMPLE = [1, 2, 3, 4, 5, 6, 7];

/** The requests that the filters keep; where there is none yet, how one is made. */
export function IngestionList({ reading, filters, onClear, onSent }: Props) {
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
          {filtered ? (
            <Button variant="default" onClick={onClear}>
              {words.clear}
            </Button>
          ) : (
            <ActButton onAct={async () => onSent(await sendIds(SAMPLE, "MEDIUM"))}>{words.sample}</ActButton>
          )}
        </EmptyState>
      )}
      <LoadMore hasMore={reading.hasMore} isLoading={reading.isLoadingMore} onLoad={reading.loadMore} />
    </Card>
  );
}
