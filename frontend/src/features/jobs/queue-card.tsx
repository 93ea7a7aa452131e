import type { Queue } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { Facts } from "@/components/facts";
import { Note } from "@/components/note";
import { count, duration } from "@/text/format";
import { text } from "@/text/text";
import classes from "./queue-card.module.css";
import { Sparkline } from "./sparkline";

/** One queue: its line, what runs, and its last hour. */
export function QueueCard({ queue }: { queue: Queue }) {
  const words = text.workers;
  const figures = queue.throughput.map(({ finished }) => finished);
  const facts = [
    { name: words.waiting, value: count(queue.waiting) },
    { name: words.running, value: count(queue.running) },
    {
      name: words.oldest,
      value: queue.oldest_wait_seconds === null ? "–" : duration(queue.oldest_wait_seconds),
    },
    { name: words.later, value: count(queue.later) },
  ];
  return (
    <Card title={queue.name} aside={words.capacity(queue.workers, queue.concurrency)}>
      <Facts facts={facts} narrow />
      <Sparkline figures={figures} title={words.throughput(queue.name, figures.map(count).join(", "))} />
      <p className={classes.finished}>{words.finished(figures.reduce((sum, figure) => sum + figure, 0))}</p>
      {queue.workers === 0 && <Note tone="partial">{words.startOne(queue.name)}</Note>}
    </Card>
  );
}
