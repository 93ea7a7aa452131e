import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { QueueCard } from "./queue-card";
import { useFleet } from "./use-fleet";
import { WorkerTable } from "./worker-table";
import classes from "./workers-screen.module.css";

/** What waits in each queue, how it went in the last hour, and who works on it. */
export function WorkersScreen() {
  const { queues, workers, error, reload } = useFleet();
  if (!queues || !workers) {
    return (
      <Card flush>
        {error ? <ProblemNote error={error} onRetry={reload} /> : <TableSkeleton lines={8} height={62} />}
      </Card>
    );
  }
  return (
    <div className={classes.screen}>
      <ul className={classes.queues} aria-label={text.workers.queues}>
        {queues.map((queue) => (
          <li key={queue.name}>
            <QueueCard queue={queue} />
          </li>
        ))}
      </ul>
      <Card flush title={text.workers.title}>
        {workers.length > 0 ? (
          <WorkerTable workers={workers} />
        ) : (
          <EmptyState title={text.workers.none} detail={text.workers.noneDetail} />
        )}
      </Card>
    </div>
  );
}
