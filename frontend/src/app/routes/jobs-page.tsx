import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FilterSelect, Filters } from "@/components/filters";
import { PageHeading } from "@/components/page-heading";
import { JobList } from "@/features/jobs/job-list";
import { useKinds } from "@/features/jobs/use-jobs";
import { text } from "@/text/text";
import { statusChoices } from "./status-choices";

const route = getRouteApi("/jobs");

export function JobsPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  const kinds = useKinds();

  function change(part: Partial<typeof filters>) {
    void navigate({ to: "/jobs", search: { ...filters, ...part }, replace: true });
  }

  return (
    <>
      <PageHeading title={text.jobs.title} lead={text.jobs.lead} />
      <Filters>
        <FilterSelect
          label={text.jobs.status}
          any={text.jobs.anyStatus}
          choices={statusChoices()}
          value={filters.status}
          onChange={(status) => change({ status: status ?? "" })}
        />
        <FilterSelect
          label={text.jobs.kind}
          any={text.jobs.anyKind}
          choices={kinds.map(({ name, title }) => ({ value: name, label: title }))}
          value={filters.kind}
          onChange={(kind) => change({ kind: kind ?? "" })}
        />
      </Filters>
      <JobList filters={filters} onClear={() => void navigate({ to: "/jobs", search: {} })} />
    </>
  );
}
