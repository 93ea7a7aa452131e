import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Job } from "@/api/gen/types.gen";
import { ButtonLink } from "@/components/button-link";
import { PageHeading } from "@/components/page-heading";
import { JobAgain, NewJob } from "@/features/jobs/new-job";
import { text } from "@/text/text";

const route = getRouteApi("/jobs/new");

export function NewJobPage() {
  const { kind, like } = route.useSearch();
  const navigate = useNavigate();
  const words = text.jobs.form;

  function show(job: Job) {
    void navigate({ to: "/jobs", search: { job: job.id } });
  }

  return (
    <>
      <PageHeading title={like ? words.againTitle : words.title} lead={like ? words.againLead : words.lead}>
        <ButtonLink to="/jobs" variant="default">
          {words.back}
        </ButtonLink>
      </PageHeading>
      {like ? (
        <JobAgain key={like} like={like} onAccepted={show} />
      ) : (
        <NewJob
          kind={kind}
          onKind={(chosen) => void navigate({ to: "/jobs/new", search: { kind: chosen }, replace: true })}
          onAccepted={show}
        />
      )}
    </>
  );
}
