import { Skeleton } from "@mantine/core";
import { lazy, type ReactNode, Suspense } from "react";
import type { Dataset } from "@/api/gen/types.gen";
import { ButtonLink } from "@/components/button-link";
import { ConfirmButton } from "@/components/confirm-button";
import { DownloadButton } from "@/components/download-button";
import { PageHeading } from "@/components/page-heading";
import { ProblemNote } from "@/components/problem-note";
import { Tabs } from "@/components/tabs";
import { text } from "@/text/text";
import { DATASET_TABS, type DatasetSearch, rowOf, tabOf, withWords } from "./dataset-address";
import { RowsPanel } from "./rows-panel";
import { SchemaPanel } from "./schema-panel";
import { useDataset } from "./use-datasets";

const ProvenanceDrawer = lazy(() => import("./provenance-drawer"));

interface Props {
  slug: string;
  search: DatasetSearch;
  onSearch: (search: DatasetSearch) => void;
  /** What was imported into it. */
  imports: ReactNode;
  onDeleted: () => void;
}

/** One dataset: its rows, its rules, what was imported into it, and what can be done with it. */
export function DatasetScreen({ slug, search, onSearch, imports, onDeleted }: Props) {
  const { data: dataset, error, reload, remove } = useDataset(slug);
  if (!dataset) return error ? <ProblemNote error={error} onRetry={reload} /> : <DatasetSkeleton />;

  const tab = tabOf(search);
  return (
    <>
      <PageHeading title={dataset.title} lead={<Lead dataset={dataset} />}>
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
        value={tab}
        onChange={(next) => onSearch(withWords(search, { tab: next === "rows" ? undefined : next }))}
        tabs={DATASET_TABS.map((value) => ({ value, label: text.datasets.tabs[value] }))}
      >
        {tab === "rows" && <RowsPanel dataset={dataset} search={search} onSearch={onSearch} />}
        {tab === "schema" && <SchemaPanel dataset={dataset} search={search} onSearch={onSearch} />}
        {tab === "imports" && imports}
      </Tabs>
      <Suspense>
        <ProvenanceDrawer
          dataset={dataset}
          row={rowOf(search)}
          onClose={() => onSearch(withWords(search, { row: undefined }))}
        />
      </Suspense>
    </>
  );
}

function Lead({ dataset }: { dataset: Dataset }) {
  const counts = [
    text.datasets.rowCount(dataset.row_count, dataset.row_count_estimated),
    text.datasets.fields(dataset.schema.fields.length),
  ].join(" · ");
  if (!dataset.description) return counts;
  return (
    <>
      {dataset.description}
      <br />
      {counts}
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
