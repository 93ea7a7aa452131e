import { Button } from "@mantine/core";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { ImportTable } from "./import-table";
import { type ImportFilters, useImports } from "./use-imports";

export function HistoryList({ filters, onClear }: { filters: ImportFilters; onClear: () => void }) {
  const list = useImports(filters);
  const { checks: _checks, sort: _sort, ...narrowing } = filters;
  const filtered = Object.values(narrowing).some(Boolean);
  if (!list.rows) {
    return (
      <Card flush>
        {list.error ? (
          <ProblemNote error={list.error} onRetry={() => void list.reload()} />
        ) : (
          <TableSkeleton lines={8} height={62} />
        )}
      </Card>
    );
  }
  if (list.rows.length === 0) {
    return (
      <Card flush>
        {filtered ? (
          <EmptyState title={text.history.noMatch} detail={text.history.noMatchDetail}>
            <Button variant="default" onClick={onClear}>
              {text.history.clear}
            </Button>
          </EmptyState>
        ) : (
          <EmptyState title={text.history.empty} detail={text.history.emptyDetail}>
            <ButtonLink to="/">{text.history.start}</ButtonLink>
          </EmptyState>
        )}
      </Card>
    );
  }
  return (
    <Card flush>
      <ImportTable imports={list.rows} stale={list.isChanging} />
      <LoadMore hasMore={list.hasMore} isLoading={list.isLoadingMore} onLoad={list.loadMore} />
    </Card>
  );
}
