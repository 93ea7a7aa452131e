import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { FilterChips } from "@/components/filter-chips";
import { FilterSelect, Filters } from "@/components/filters";
import { PageHeading } from "@/components/page-heading";
import { IngestionList } from "@/features/batches/ingestion-list";
import { LineDesk } from "@/features/batches/line-desk";
import { useIngestions } from "@/features/batches/use-ingestions";
import { isMoving, useLine } from "@/features/batches/use-line";
import { duration } from "@/text/format";
import { text } from "@/text/text";
import { JobPlaces } from "./job-places";

const IngestionDrawer = lazy(() => import("@/features/batches/ingestion-drawer"));

const route = getRouteApi("/jobs/batches");
/** What the server waits unless it is told otherwise, until it has said so. */
const USUAL_SECONDS = 5;

export function BatchesPage() {
  const { request, tab, outcome, ...filters } = route.useSearch();
  const navigate = useNavigate();
  const line = useLine();
  const ingestions = useIngestions(filters, isMoving(line.line));
  const words = text.batches;

  function go(search: ReturnType<typeof route.useSearch>, replace = true) {
    void navigate({ to: "/jobs/batches", search, replace, resetScroll: false });
  }

  function show(ingestion: string) {
    void line.reload();
    void ingestions.reload();
    go({ ...filters, request: ingestion }, false);
  }

  return (
    <>
      <PageHeading
        title={words.title}
        lead={words.lead(duration(line.line?.every_seconds ?? USUAL_SECONDS))}
      />
      <JobPlaces />
      <LineDesk reading={line} onSent={show} />
      <h2 style={{ margin: "0 0 12px", fontSize: 18, fontWeight: 620 }}>{words.list.title}</h2>
      <Filters>
        <FilterChips
          label={words.status}
          choices={[
            { value: "", label: words.list.any },
            ...Object.entries(words.words).map(([value, label]) => ({ value, label })),
          ]}
          value={filters.status ?? ""}
          onChange={(status) => go({ ...filters, status })}
        />
        <FilterSelect
          label={words.priority}
          any={words.list.anyPriority}
          choices={Object.entries(words.priorities).map(([value, label]) => ({ value, label }))}
          value={filters.priority}
          onChange={(priority) => go({ ...filters, priority: priority ?? "" })}
        />
      </Filters>
      <IngestionList reading={ingestions} filters={filters} onClear={() => go({})} onSent={show} />
      <Suspense>
        <IngestionDrawer
          id={request}
          tab={tab}
          outcome={outcome}
          onLook={(looking) => go({ ...filters, request, ...looking })}
          onClose={() => go(filters)}
        />
      </Suspense>
    </>
  );
}
