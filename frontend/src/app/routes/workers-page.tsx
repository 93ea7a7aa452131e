import { PageHeading } from "@/components/page-heading";
import { WorkersScreen } from "@/features/jobs/workers-screen";
import { text } from "@/text/text";
import { JobPlaces } from "./job-places";

export function WorkersPage() {
  return (
    <>
      <PageHeading title={text.workers.title} lead={text.workers.lead} />
      <JobPlaces />
      <WorkersScreen />
    </>
  );
}
