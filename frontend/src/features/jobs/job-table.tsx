import { Link } from "@tanstack/react-router";
import type { Job } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { ConfirmButton } from "@/components/confirm-button";
import { DataTable } from "@/components/data-table";
import { ProgressBar } from "@/components/progress-bar";
import { StatusChip } from "@/components/status-chip";
import { When } from "@/components/when";
import { text } from "@/text/text";
import classes from "./job-table.module.css";
import {
  canCancel,
  canRetry,
  isDryRun,
  jobChip,
  jobShare,
  kindName,
  progressCount,
  timeTaken,
} from "./job-words";
import type { JobsReading } from "./use-jobs";

export function JobTable({ jobs, reading }: { jobs: Job[]; reading: JobsReading }) {
  return (
    <DataTable label={text.jobs.table} stale={reading.isChanging}>
      <thead>
        <tr>
          <th>{text.jobs.kind}</th>
          <th>{text.jobs.status}</th>
          <th data-wide>{text.jobs.progress}</th>
          <th data-align="end" data-wide>
            {text.jobs.took}
          </th>
          <th data-align="end" data-wide>
            {text.jobs.created}
          </th>
          <th data-align="end">
            <span data-spoken>{text.jobs.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <tr key={job.id}>
            <td>
              <JobName job={job} />
              <small data-narrow>
                <When at={job.created_at} />
              </small>
            </td>
            <td>
              <StatusChip status={jobChip(job)} dryRun={isDryRun(job)} />
              {job.failure && <small className={classes.failure}>{job.failure.message}</small>}
            </td>
            <td data-wide className={classes.progress}>
              <span>{progressCount(job)}</span>
              {job.status === "processing" && (
                <ProgressBar thin share={jobShare(job)} label={text.jobs.progressOf(kindName(job.kind))} />
              )}
            </td>
            <td data-align="end" data-wide>
              {timeTaken(job)}
            </td>
            <td data-align="end" data-wide>
              <When at={job.created_at} />
            </td>
            <td data-align="end">
              <JobActions job={job} reading={reading} />
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

/** The kind whose jobs have a page of their own. */
const IMPORT = "csv_import";

function JobName({ job }: { job: Job }) {
  const about = aboutJob(job);
  const name = kindName(job.kind);
  return (
    <>
      {job.kind === IMPORT ? (
        <Link to="/imports/$id" params={{ id: job.id }}>
          {name}
        </Link>
      ) : (
        <b className={classes.name}>{name}</b>
      )}
      <small>{about}</small>
    </>
  );
}

/** What tells this job from the next of its kind: its title, else the end of its id, which is the part that differs. */
function aboutJob({ title, id }: Job): string {
  return title || id.slice(-12);
}

function JobActions({ job, reading }: { job: Job; reading: JobsReading }) {
  const name = kindName(job.kind);
  if (canCancel(job)) {
    return (
      <ConfirmButton
        size="xs"
        aria-label={text.jobs.cancelOf(name, aboutJob(job))}
        question={{
          title: text.jobs.cancelTitle,
          detail: text.jobs.cancelDetail,
          confirm: text.jobs.cancelConfirm,
          keep: text.jobs.cancelKeep,
        }}
        onConfirm={() => reading.cancel(job.id)}
      >
        {text.jobs.cancel}
      </ConfirmButton>
    );
  }
  if (canRetry(job)) {
    return (
      <ActButton
        size="xs"
        variant="default"
        aria-label={text.jobs.retryOf(name, aboutJob(job))}
        onAct={() => reading.retry(job.id)}
      >
        {text.jobs.retry}
      </ActButton>
    );
  }
  return null;
}
