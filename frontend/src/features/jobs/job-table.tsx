import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Job } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { ConfirmButton } from "@/components/confirm-button";
import { DataTable } from "@/components/data-table";
import { ProgressBar } from "@/components/progress-bar";
import { StatusChip } from "@/components/status-chip";
import { When } from "@/components/when";
import { text } from "@/text/text";
import { cancelQuestion } from "./job-questions";
import classes from "./job-table.module.css";
import {
  aboutJob,
  canCancel,
  canRetry,
  isDryRun,
  jobChip,
  jobName,
  jobShare,
  kindName,
  progressCount,
  timeTaken,
} from "./job-words";
import { extent, isSelected, NONE, type Selection, toggled } from "./selection";
import type { JobsReading } from "./use-jobs";

interface Props {
  jobs: Job[];
  reading: JobsReading;
  selection: Selection;
  onSelect: (selection: Selection) => void;
}

export function JobTable({ jobs, reading, selection, onSelect }: Props) {
  const shown = jobs.map(({ id }) => id);
  const chosen = extent(selection, shown);
  return (
    <DataTable label={text.jobs.table} stale={reading.isChanging}>
      <thead>
        <tr>
          <th className={classes.check}>
            <Checkbox
              size="xs"
              aria-label={text.jobs.selectShown}
              checked={chosen === "all"}
              indeterminate={chosen === "some"}
              onChange={() => onSelect(chosen === "all" ? NONE : { all: false, ids: new Set(shown) })}
            />
          </th>
          <th>{text.jobs.kind}</th>
          <th>{text.jobs.status}</th>
          <th data-wide>{text.jobs.progress}</th>
          <th data-align="end" data-wide>
            {text.jobs.took}
          </th>
          <th data-align="end" data-wide>
            {text.jobs.created}
          </th>
          <th data-align="end" data-wide>
            {text.jobs.actions}
          </th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobRow
            key={job.id}
            job={job}
            reading={reading}
            selected={isSelected(selection, job.id)}
            onToggle={() => onSelect(toggled(selection, job.id, shown))}
          />
        ))}
      </tbody>
    </DataTable>
  );
}

function JobRow({
  job,
  reading,
  selected,
  onToggle,
}: {
  job: Job;
  reading: JobsReading;
  selected: boolean;
  onToggle: () => void;
}) {
  return (
    <tr>
      <td className={classes.check}>
        <Checkbox
          size="xs"
          aria-label={text.jobs.select(jobName(job))}
          checked={selected}
          onChange={onToggle}
        />
      </td>
      <td className={classes.name}>
        <Link to="/jobs" search={(now) => ({ ...now, job: job.id })} resetScroll={false}>
          {kindName(job.kind)}
        </Link>
        <small>{aboutJob(job)}</small>
        <small data-narrow>
          <When at={job.created_at} />
        </small>
      </td>
      <td>
        <StatusChip status={jobChip(job)} dryRun={isDryRun(job)} />
        {job.failure && (
          <small className={classes.failure} lang="en">
            {job.failure.message}
          </small>
        )}
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
      <td data-align="end" data-wide>
        <RowActions job={job} reading={reading} />
      </td>
    </tr>
  );
}

/** What is wanted most; the rest is in the drawer. */
function RowActions({ job, reading }: { job: Job; reading: JobsReading }) {
  if (canCancel(job)) {
    return (
      <ConfirmButton
        size="xs"
        aria-label={text.jobs.cancelOf(jobName(job))}
        question={cancelQuestion()}
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
        aria-label={text.jobs.retryOf(jobName(job))}
        onAct={() => reading.retry(job.id)}
      >
        {text.jobs.retry}
      </ActButton>
    );
  }
  return null;
}
