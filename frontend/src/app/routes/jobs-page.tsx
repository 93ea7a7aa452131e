import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { ButtonLink } from "@/components/button-link";
import { FilterChips } from "@/components/filter-chips";
import { FilterSearch, FilterSelect, Filters } from "@/components/filters";
import { PageHeading } from "@/components/page-heading";
import { JobList } from "@/features/jobs/job-list";
import { useKinds } from "@/features/jobs/use-jobs";
import { text } from "@/text/text";
import { statusChoices } from "./status-choices";

const JobDrawer = lazy(() => import("@/features/jobs/job-drawer"));

const route = getRouteApi("/jobs");

/** Stands among the statuses, since it is how a job ended. */
const SET_ASIDE = "set-aside";

export function JobsPage() {
  const { job, ...filters } = route.useSearch();
  const navigate = useNavigate();
  const kinds = useKinds();

  function go(search: typeof filters & { job?: string }, replace = true) {
    void navigate({ to: "/jobs", search, replace, resetScroll: false });
  }

  return (
    <>
      <PageHeading title={text.jobs.title} lead={text.jobs.lead}>
        <ButtonLink to="/jobs/workers" variant="default">
          {text.workers.show}
        </ButtonLink>
      </PageHeading>
      <Filters>
        <FilterChips
          label={text.jobs.status}
          choices={[
            { value: "", label: text.jobs.any },
            ...statusChoices(),
            { value: SET_ASIDE, label: text.status.setAside },
          ]}
          value={filters.quarantined ? SET_ASIDE : (filters.status ?? "")}
          onChange={(status) =>
            go({
              ...filters,
              status: status === SET_ASIDE ? "" : status,
              quarantined: status === SET_ASIDE ? "true" : "",
            })
          }
        />
        <FilterSearch
          label={text.jobs.search}
          value={filters.search}
          onChange={(search) => go({ ...filters, search: search ?? "" })}
        />
        <FilterSelect
          label={text.jobs.kind}
          any={text.jobs.anyKind}
          choices={kinds.map(({ name, title }) => ({ value: name, label: title }))}
          value={filters.kind}
          onChange={(kind) => go({ ...filters, kind: kind ?? "" })}
        />
      </Filters>
      <JobList filters={filters} onClear={() => go({})} />
      <Suspense>
        <JobDrawer
          id={job}
          onShow={(next) => go({ ...filters, job: next }, false)}
          onClose={() => go(filters)}
        />
      </Suspense>
    </>
  );
}
