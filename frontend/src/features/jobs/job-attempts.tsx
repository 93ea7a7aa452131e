import type { Attempt } from "@/api/gen/types.gen";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import type { Tone } from "@/components/tone";
import { text } from "@/text/text";
import { attemptReach, attemptTimes, outcomeWords } from "./attempt-words";
import classes from "./job-attempts.module.css";
import { Part } from "./part";
import parts from "./part.module.css";
import { type Followed, useAttempts } from "./use-job";

const TONES: Record<Attempt["outcome"], Tone> = {
  completed: "good",
  failed: "bad",
  will_retry: "partial",
  cancelled: "quiet",
  paused: "quiet",
  handed_back: "quiet",
  crashed: "bad",
};

/** The attempts at a job, the latest first. */
export function JobAttempts({ job }: { job: Followed }) {
  const { attempts, error } = useAttempts(job);
  return (
    <Part title={text.jobs.job.attempts}>
      {error && <ProblemNote error={error} />}
      {!attempts && !error && <TableSkeleton lines={1} />}
      {attempts?.length === 0 && <p className={parts.quiet}>{text.jobs.job.noAttempts}</p>}
      {attempts && attempts.length > 0 && (
        <ol className={classes.attempts}>
          {attempts.map((attempt) => (
            // several have the same number when one was handed back
            <li
              key={attempt.started_at}
              className={classes.attempt}
              data-tone={attempt.ended_at === null ? "busy" : TONES[attempt.outcome]}
            >
              <p className={classes.head}>
                <b>{text.jobs.job.attemptNumber(attempt.number)}</b> {outcomeWords(attempt)}
              </p>
              {attempt.failure && (
                <p className={classes.failure} lang="en">
                  {attempt.failure.message}
                </p>
              )}
              <p className={classes.small}>{attemptTimes(attempt)}</p>
              <p className={classes.small}>{attemptReach(attempt)}</p>
              <p className={classes.small}>{text.jobs.job.by(attempt.worker)}</p>
            </li>
          ))}
        </ol>
      )}
    </Part>
  );
}
