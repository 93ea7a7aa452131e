import { Checkbox } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useDatasets } from "@/api/use-datasets";
import { FilterDate, FilterSearch, FilterSelect, Filters } from "@/components/filters";
import { PageHeading } from "@/components/page-heading";
import { HistoryList } from "@/features/imports/history-list";
import { UNDONE } from "@/features/imports/use-imports";
import { text } from "@/text/text";
import classes from "./history-page.module.css";
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
          choices={[...statusChoices(), { value: UNDONE, label: text.status.undone }]}
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
        <FilterDate
          label={text.history.from}
          value={filters.from}
          onChange={(from) => change({ from: from ?? "" })}
        />
        <FilterDate label={text.history.to} value={filters.to} onChange={(to) => change({ to: to ?? "" })} />
        <FilterSelect
          label={text.history.sort}
          any={text.history.newestFirst}
          choices={Object.entries(text.history.orders).map(([value, label]) => ({ value, label }))}
          value={filters.sort}
          onChange={(sort) => change({ sort: sort ?? "" })}
        />
        <Checkbox
          className={classes.checks}
          label={text.history.checks}
          checked={filters.checks !== undefined}
          onChange={(event) => change({ checks: event.currentTarget.checked ? "shown" : "" })}
        />
      </Filters>
      <HistoryList filters={filters} onClear={() => void navigate({ to: "/imports", search: {} })} />
    </>
  );
}
