import { Drawer } from "@mantine/core";
import { useEffect, useState } from "react";
import { ProblemNote } from "@/components/problem-note";
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
  // still drawn while the drawer closes
  const [latest, setLatest] = useState(id);
  if (id && id !== latest) setLatest(id);
  // It gives the focus back to where it was when it opened, which it learns only after it has been drawn closed.
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return (
    <Drawer.Root opened={ready && id !== undefined} onClose={onClose} position="right" size={620}>
      <Drawer.Overlay />
      {/* no Drawer.Header: it would be a second banner of the page */}
      <Drawer.Content bg="var(--surface)">
        <Drawer.Body className={classes.body}>
          <Drawer.CloseButton className={classes.close} aria-label={text.jobs.job.close} />
          {latest && <JobDetail key={latest} id={latest} onShow={onShow} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function JobDetail({ id, onShow }: { id: string; onShow: (id: string) => void }) {
  const reading = useJob(id);
  const { job, error } = reading;
  if (!job) {
    return (
      <>
        <Drawer.Title className={classes.title}>{text.jobs.job.title}</Drawer.Title>
        {error ? <ProblemNote error={error} onRetry={reading.reload} /> : <TableSkeleton lines={8} />}
      </>
    );
  }
  return (
    <>
      <div>
        <Drawer.Title className={classes.title}>{kindName(job.kind)}</Drawer.Title>
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
