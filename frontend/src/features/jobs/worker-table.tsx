import { Link } from "@tanstack/react-router";
import type { Worker } from "@/api/gen/types.gen";
import { DataTable } from "@/components/data-table";
import type { Tone } from "@/components/tone";
import { When } from "@/components/when";
import { ago } from "@/text/format";
import { text } from "@/text/text";
import { aboutJob, kindName } from "./job-words";
import classes from "./worker-table.module.css";

/** Who works, and on what. */
export function WorkerTable({ workers }: { workers: Worker[] }) {
  const words = text.workers;
  return (
    <DataTable label={words.table}>
      <thead>
        <tr>
          <th>{words.name}</th>
          <th>{words.state}</th>
          <th>{words.on}</th>
          <th data-align="end" data-wide>
            {words.since}
          </th>
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => (
          <tr key={worker.name}>
            <td className={classes.name}>
              {worker.name}
              <small>{`${worker.queues.join(", ")} · ${words.at(worker.concurrency)}`}</small>
            </td>
            <td>
              <span className={classes.state} data-tone={stateOf(worker).tone}>
                {stateOf(worker).said}
              </span>
              {!worker.alive && <small>{words.lastHeard(ago(worker.seen_at))}</small>}
            </td>
            <td>
              <On worker={worker} />
            </td>
            <td data-align="end" data-wide>
              <When at={worker.started_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function stateOf({ alive, stopping }: Worker): { tone: Tone; said: string } {
  const words = text.workers;
  if (!alive) return { tone: "bad", said: words.silent };
  return stopping ? { tone: "partial", said: words.stopping } : { tone: "good", said: words.alive };
}

function On({ worker: { jobs, other_jobs: others } }: { worker: Worker }) {
  if (jobs.length === 0 && others === 0) return <span className={classes.idle}>{text.workers.idle}</span>;
  return (
    <ul className={classes.jobs}>
      {jobs.map((job) => (
        <li key={job.id}>
          <Link to="/jobs" search={{ job: job.id }}>
            {kindName(job.kind)}
          </Link>{" "}
          {aboutJob(job)}
        </li>
      ))}
      {others > 0 && <li className={classes.idle}>{text.workers.others(others)}</li>}
    </ul>
  );
}
