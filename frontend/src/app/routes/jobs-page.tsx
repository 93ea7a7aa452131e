import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { ButtonLink } from "@/components/button-link";
import { FilterChips } from "@/components/filter-chips";
import { type Choice, FilterDate, FilterSearch, FilterSelect, Filters } from "@/components/filters";
import { PageHeading } from "@/components/page-heading";
import { JobList } from "@/features/jobs/job-list";
import { kindName } from "@/features/jobs/job-words";
import { type JobFilters, useJobCounts, useKinds } from "@/features/jobs/use-jobs";
import { text } from "@/text/text";
import { JobPlaces } from "./job-places";
import { statusChoices } from "./status-choices";

const JobDrawer = lazy(() => import("@/features/jobs/job-drawer"));

const route = getRouteApi("/jobs");

/** These stand among the statuses, since they are how a job ended. */
const PARTLY = "partly";
const SET_ASIDE = "set-aside";

export function JobsPage() {
  const { job, ...filters } = route.useSearch();
  const navigate = useNavigate();
  const kinds = useKinds();
  const queues = [...new Set(kinds.map(({ queue }) => queue))];

  function go(search: typeof filters & { job?: string }, replace = true) {
    void navigate({ to: "/jobs", search, replace, resetScroll: false });
  }

  return (
    <>
      <PageHeading title={text.jobs.title} lead={text.jobs.lead}>
        <ButtonLink to="/jobs/new">{text.jobs.newJob}</ButtonLink>
      </PageHeading>
      <JobPlaces />
      <Filters>
        <StatusChips filters={filters} onChange={(chosen) => go({ ...filters, ...chosen })} />
        <FilterSearch
          label={text.jobs.search}
          value={filters.search}
          onChange={(search) => go({ ...filters, search: search ?? "" })}
        />
        <FilterSelect
          label={text.jobs.kind}
          any={text.jobs.anyKind}
          choices={kinds.map(({ name, title }) => ({ value: name, label: kindName(name, title) }))}
          value={filters.kind}
          onChange={(kind) => go({ ...filters, kind: kind ?? "" })}
        />
        <FilterSelect
          label={text.jobs.job.queue}
          any={text.jobs.anyQueue}
          choices={queues.map((queue) => ({ value: queue, label: queue }))}
          value={filters.queue}
          onChange={(queue) => go({ ...filters, queue: queue ?? "" })}
        />
        <FilterDate
          label={text.history.from}
          value={filters.from}
          onChange={(from) => go({ ...filters, from: from ?? "" })}
        />
        <FilterDate
          label={text.history.to}
          value={filters.to}
          onChange={(to) => go({ ...filters, to: to ?? "" })}
        />
        <FilterSelect
          label={text.jobs.sort}
          any={text.jobs.newestFirst}
          choices={sorts()}
          value={filters.sort}
          onChange={(sort) => go({ ...filters, sort: sort ?? "" })}
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

function StatusChips({
  filters,
  onChange,
}: {
  filters: JobFilters;
  onChange: (chosen: { status: string; partial: string; quarantined: string }) => void;
}) {
  const counts = useJobCounts(filters);
  const all = counts && statusChoices().reduce((sum, { value }) => sum + counts[value], 0);
  const choices: Choice[] = [
    { value: "", label: text.jobs.any, count: all },
    ...statusChoices().map((choice) => ({ ...choice, count: counts?.[choice.value] })),
    { value: PARTLY, label: text.status.partial, count: counts?.partial },
    { value: SET_ASIDE, label: text.status.setAside },
  ];
  const chosen = filters.quarantined ? SET_ASIDE : filters.partial ? PARTLY : (filters.status ?? "");
  return (
    <FilterChips
      label={text.jobs.status}
      choices={choices}
      value={chosen}
      onChange={(value) =>
        onChange({
          status: value === SET_ASIDE || value === PARTLY ? "" : value,
          partial: value === PARTLY ? "true" : "",
          quarantined: value === SET_ASIDE ? "true" : "",
        })
      }
    />
  );
}

function sorts(): Choice[] {
  return ["created_at", "-finished_at", "-duration", "duration", "priority"].map((value) => ({
    value,
    label: text.jobs.sorts[value] ?? value,
  }));
}
