import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FilterSearch, FilterSelect, Filters } from "@/components/filters";
import { PageHeading } from "@/components/page-heading";
import { useDatasets } from "@/features/datasets/use-datasets";
import { HistoryList } from "@/features/imports/history-list";
import { text } from "@/text/text";
import { statusChoices } from "./status-choices";

const route = getRouteApi("/imports");

export function HistoryPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  const { data: datasets } = useDatasets();

  function change(part: Partial<typeof filters>) {
    void navigate({ to: "/imports", search: { ...filters, ...part }, replace: true });
  }

  return (
    <>
      <PageHeading title={text.history.title} lead={text.history.lead} />
      <Filters>
        <FilterSearch
          label={text.history.search}
          value={filters.search}
          onChange={(search) => change({ search: search ?? "" })}
        />
        <FilterSelect
          label={text.history.status}
          any={text.history.anyStatus}
          choices={statusChoices()}
          value={filters.status}
          onChange={(status) => change({ status: status ?? "" })}
        />
        <FilterSelect
          label={text.history.dataset}
          any={text.history.anyDataset}
          choices={(datasets ?? []).map(({ slug, title }) => ({ value: slug, label: title }))}
          value={filters.dataset}
          onChange={(dataset) => change({ dataset: dataset ?? "" })}
        />
      </Filters>
      <HistoryList filters={filters} onClear={() => void navigate({ to: "/imports", search: {} })} />
    </>
  );
}
