import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy } from "react";
import { ImportScreen } from "@/features/imports/import-screen";
import type { ResultSearch } from "@/features/imports/result-search";

const ReviewPanel = lazy(async () => ({
  default: (await import("@/features/review/review-panel")).ReviewPanel,
}));
const MendPanel = lazy(async () => ({ default: (await import("@/features/review/mend-panel")).MendPanel }));
const RecordsPanel = lazy(async () => ({
  default: (await import("@/features/review/records-panel")).RecordsPanel,
}));
const JobTimeline = lazy(async () => ({
  default: (await import("@/features/jobs/job-timeline")).JobTimeline,
}));

const route = getRouteApi("/imports/$id");

export function ResultPage() {
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();

  function show(next: ResultSearch) {
    void navigate({ to: "/imports/$id", params: { id }, search: next, replace: true, resetScroll: false });
  }

  return (
    <ImportScreen
      key={id}
      id={id}
      search={search}
      onSearch={show}
      panels={{
        review: (job) => <ReviewPanel job={job} search={search} onSearch={show} />,
        mend: (job) => <MendPanel job={job} search={search} onSearch={show} />,
        records: (job) => <RecordsPanel job={job} search={search} onSearch={show} />,
        timeline: (job) => <JobTimeline job={job} />,
      }}
    />
  );
}
