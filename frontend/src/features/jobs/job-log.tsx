import type { Event } from "@/api/gen/types.gen";
import { LoadMore } from "@/components/load-more";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { clock, moment } from "@/text/format";
import { text } from "@/text/text";
import classes from "./job-log.module.css";
import { levelOf, lineWords } from "./log-lines";
import { Part } from "./part";
import parts from "./part.module.css";
import { type Followed, useJobLog } from "./use-job";

/** What was written about a job, and each change of its status. */
export function JobLogLines({ job }: { job: Followed }) {
  const { lines, error, ...more } = useJobLog(job);
  return (
    <Part title={text.jobs.job.log}>
      {error && <ProblemNote error={error} />}
      {!lines && !error && <TableSkeleton lines={3} height={30} />}
      {lines?.length === 0 && <p className={parts.quiet}>{text.jobs.job.noLog}</p>}
      {lines && lines.length > 0 && (
        <ol className={classes.log}>
          {lines.map((line) => (
            <Line key={line.number} line={line} />
          ))}
        </ol>
      )}
      <LoadMore hasMore={more.hasMore} isLoading={more.isLoadingMore} onLoad={more.loadMore} />
    </Part>
  );
}

function Line({ line }: { line: Event }) {
  const level = levelOf(line);
  const grave = text.jobs.job.levels[level];
  return (
    <li className={classes.line} data-type={line.type} data-level={level}>
      <time dateTime={line.at} title={moment(line.at)}>
        {clock(line.at)}
      </time>
      <span>
        {grave && <b>{grave}: </b>}
        {lineWords(line)}
      </span>
    </li>
  );
}
