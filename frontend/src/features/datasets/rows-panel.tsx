import { Button } from "@mantine/core";
import type { Dataset } from "@/api/gen/types.gen";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { ExportMenu } from "./export-menu";
import { FilterHelp } from "./filter-help";
import { isFiltered, type RowSearch, withoutFilters } from "./row-query";
import { RowsGrid } from "./rows-grid";
import classes from "./rows-panel.module.css";
import { useRows } from "./use-rows";

interface Props {
  dataset: Dataset;
  search: RowSearch;
  onSearch: (search: RowSearch) => void;
}

export function RowsPanel({ dataset, search, onSearch }: Props) {
  const pages = useRows(dataset, search);
  const filtered = isFiltered(search);
  const none = pages.rows?.length === 0;

  if (none && !filtered) {
    return (
      <Card>
        <EmptyState title={text.rowsGrid.empty} detail={text.rowsGrid.emptyDetail}>
          <ButtonLink to="/" search={{ dataset: dataset.slug }}>
            {text.datasets.importInto}
          </ButtonLink>
        </EmptyState>
      </Card>
    );
  }
  const clear = filtered && (
    <Button variant="subtle" size="xs" onClick={() => onSearch(withoutFilters(search))}>
      {text.rowsGrid.clear}
    </Button>
  );
  return (
    <Card
      flush
      aside={
        <>
          <span role="status" className={classes.count}>
            {search.import && `${text.rowsGrid.ofOneImport} · `}
            {pages.rows ? text.rowsGrid.loaded(pages.rows.length, pages.hasMore) : text.loading}
          </span>
          {clear}
          <FilterHelp />
          <ExportMenu dataset={dataset} search={search} disabled={pages.error !== undefined} />
        </>
      }
    >
      {pages.error && <ProblemNote error={pages.error} onRetry={() => void pages.reload()} />}
      {!pages.rows && !pages.error ? (
        <TableSkeleton lines={8} height={38} />
      ) : (
        <RowsGrid
          label={text.rowsGrid.label(dataset.title)}
          fields={dataset.schema.fields}
          pages={pages}
          search={search}
          onSearch={onSearch}
        />
      )}
      {none && <EmptyState title={text.rowsGrid.noMatch} />}
    </Card>
  );
}
