import { Link } from "@tanstack/react-router";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { ImportTable } from "./import-table";
import { useImports } from "./use-imports";

/** What was imported into one dataset, newest first. */
export function DatasetHistory({ dataset }: { dataset: string }) {
  const { rows, error, reload, ...list } = useImports({ dataset });
  if (rows?.length === 0) {
    return (
      <Card>
        <EmptyState title={text.datasets.noImports} detail={text.datasets.noImportsDetail}>
          <ButtonLink to="/" search={{ dataset }}>
            {text.datasets.importInto}
          </ButtonLink>
        </EmptyState>
      </Card>
    );
  }
  const all = (
    <Link to="/imports" search={{ dataset }} style={{ color: "var(--accent-ink)" }}>
      {text.datasets.searchImports}
    </Link>
  );
  return (
    <Card flush title={text.datasets.importsTitle} aside={all}>
      {error && <ProblemNote error={error} onRetry={() => void reload()} />}
      {!rows && !error && <TableSkeleton lines={8} height={62} />}
      {rows && <ImportTable imports={rows} stale={list.isChanging} />}
      <LoadMore hasMore={list.hasMore} isLoading={list.isLoadingMore} onLoad={list.loadMore} />
    </Card>
  );
}
