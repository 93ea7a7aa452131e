import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ButtonLink } from "@/components/button-link";
import { FilterSearch, FilterSelect, Filters } from "@/components/filters";
import { PageHeading } from "@/components/page-heading";
import { ReportList } from "@/features/reports/report-list";
import { text } from "@/text/text";
import { statusChoices } from "./status-choices";

const route = getRouteApi("/reports");

export function ReportsPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  const words = text.reports;

  function change(part: Partial<typeof filters>) {
    void navigate({ to: "/reports", search: { ...filters, ...part }, replace: true, resetScroll: false });
  }

  return (
    <>
      <PageHeading title={words.title} lead={words.lead}>
        <ButtonLink to="/reports/new">{words.make}</ButtonLink>
      </PageHeading>
      <Filters>
        <FilterSearch
          label={words.search}
          value={filters.search}
          onChange={(search) => change({ search: search ?? "" })}
        />
        <FilterSelect
          label={words.format}
          any={words.anyFormat}
          choices={Object.entries(words.formats).map(([value, label]) => ({ value, label }))}
          value={filters.format}
          onChange={(format) => change({ format: format ?? "" })}
        />
        <FilterSelect
          label={words.status}
          any={words.anyStatus}
          choices={statusChoices()}
          value={filters.status}
          onChange={(status) => change({ status: status ?? "" })}
        />
      </Filters>
      <ReportList filters={filters} onClear={() => void navigate({ to: "/reports", search: {} })} />
    </>
  );
}
