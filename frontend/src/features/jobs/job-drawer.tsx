import { ProblemNote } from "@/components/problem-note";
import { SideDrawer, SideDrawerTitle } from "@/components/side-drawer";
import { StatusChip } from "@/components/status-chip";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { JobActions } from "./job-actions";
import { JobAttempts } from "./job-attempts";
import classes from "./job-drawer.module.css";
import { JobFacts } from "./job-facts";
import { JobLogLines } from "./job-log";
import { JobStanding } from "./job-standing";
import { aboutJob, isDryRun, jobChip, kindName } from "./job-words";
import { useJob } from "./use-job";

interface Props {
  /** Of the job that is looked at; nothing closes the drawer. */
  id: string | undefined;
  onShow: (id: string) => void;
  onClose: () => void;
}

/** All there is to know of one job, and to do to it, beside the list. */
export default function JobDrawer({ id, onShow, onClose }: Props) {
  return (
    <SideDrawer of={id} close={text.jobs.job.close} onClose={onClose}>
      {(shown) => <JobDetail key={shown} id={shown} onShow={onShow} />}
    </SideDrawer>
  );
}

function JobDetail({ id, onShow }: { id: string; onShow: (id: string) => void }) {
  const reading = useJob(id);
  const { job, error } = reading;
  if (!job) {
    return (
      <>
        <SideDrawerTitle>{text.jobs.job.title}</SideDrawerTitle>
        {error ? <ProblemNote error={error} onRetry={reading.reload} /> : <TableSkeleton lines={8} />}
      </>
    );
  }
  return (
    <>
      <div>
        <SideDrawerTitle>{kindName(job.kind)}</SideDrawerTitle>
        <p className={classes.about}>{aboutJob(job)}</p>
        <StatusChip status={jobChip(job)} dryRun={isDryRun(job)} />
      </div>
      {error && <ProblemNote error={error} />}
      <JobStanding job={job} />
      <JobActions job={job} reading={reading} onShow={onShow} />
      <JobFacts job={job} onShow={onShow} />
      <JobAttempts job={job} />
      <JobLogLines job={job} />
    </>
  );
}
