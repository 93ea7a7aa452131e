import { ButtonLink } from "@/components/button-link";
import { PageHeading } from "@/components/page-heading";
import { WorkersScreen } from "@/features/jobs/workers-screen";
import { text } from "@/text/text";

export function WorkersPage() {
  return (
    <>
      <PageHeading title={text.workers.title} lead={text.workers.lead}>
        <ButtonLink to="/jobs" variant="default">
          {text.jobs.title}
        </ButtonLink>
      </PageHeading>
      <WorkersScreen />
    </>
  );
}
