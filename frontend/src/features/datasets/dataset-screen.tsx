import { Skeleton } from "@mantine/core";
import { ButtonLink } from "@/components/button-link";
import { ConfirmButton } from "@/components/confirm-button";
import { DownloadButton } from "@/components/download-button";
import { PageHeading } from "@/components/page-heading";
import { ProblemNote } from "@/components/problem-note";
import { Tabs } from "@/components/tabs";
import { text } from "@/text/text";
import type { RowSearch } from "./row-query";
import { RowsPanel } from "./rows-panel";
import { SchemaPanel } from "./schema-panel";
import { useDataset } from "./use-datasets";

interface Props {
  slug: string;
  view: "rows" | "schema";
  search: RowSearch;
  onView: (view: "rows" | "schema") => void;
  onSearch: (search: RowSearch) => void;
  onDeleted: () => void;
}

/** One dataset: its rows, its rules, and what can be done with it. */
export function DatasetScreen({ slug, view, search, onView, onSearch, onDeleted }: Props) {
  const { data: dataset, error, reload, remove } = useDataset(slug);
  if (!dataset) return error ? <ProblemNote error={error} onRetry={reload} /> : <DatasetSkeleton />;

  const counts = [
    text.datasets.rowCount(dataset.row_count, dataset.row_count_estimated),
    text.datasets.fields(dataset.schema.fields.length),
  ].join(" · ");
  const lead = dataset.description ? (
    <>
      {dataset.description}
      <br />
      {counts}
    </>
  ) : (
    counts
  );
  return (
    <>
      <PageHeading title={dataset.title} lead={lead}>
        <ButtonLink to="/" search={{ dataset: slug }}>
          {text.datasets.importInto}
        </ButtonLink>
        <DownloadButton href={dataset.links.template}>{text.datasets.template}</DownloadButton>
        <ConfirmButton
          question={{
            title: text.datasets.deleteTitle(dataset.title),
            detail: text.datasets.deleteDetail(dataset.row_count),
            confirm: text.datasets.deleteConfirm,
            keep: text.datasets.deleteKeep,
          }}
          onConfirm={async () => {
            await remove();
            onDeleted();
          }}
        >
          {text.datasets.delete}
        </ConfirmButton>
      </PageHeading>
      <Tabs
        label={text.datasets.views}
        value={view}
        onChange={onView}
        tabs={[
          { value: "rows", label: text.datasets.tabRows },
          { value: "schema", label: text.datasets.tabSchema },
        ]}
      >
        {view === "rows" ? (
          <RowsPanel dataset={dataset} search={search} onSearch={onSearch} />
        ) : (
          <SchemaPanel schema={dataset.schema} />
        )}
      </Tabs>
    </>
  );
}

function DatasetSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label={text.loading} style={{ display: "grid", gap: 20 }}>
      <Skeleton height={34} width="min(320px, 70%)" />
      <Skeleton height={20} width="min(240px, 50%)" />
      <Skeleton height={460} radius={12} />
    </div>
  );
}
