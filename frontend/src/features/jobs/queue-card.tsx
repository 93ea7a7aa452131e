import type { ReactNode } from "react";
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
  const finished = queue.throughput.map((bucket) => bucket.finished);
  const waiting = queue.throughput.map((bucket) => bucket.waiting);
  const medians = queue.throughput.map((bucket) => bucket.median_wait_seconds);
  const waits = medians.map((median) => median ?? 0);
  const latest = medians.findLast((median) => median !== null) ?? undefined;
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
      <Series title={words.throughput} name={queue.name} figures={finished} show={count}>
        {words.finished(finished.reduce((sum, figure) => sum + figure, 0))}
      </Series>
      <Series title={words.depth} name={queue.name} figures={waiting} show={count}>
        {words.waited(Math.max(...waiting))}
      </Series>
      <Series title={words.waits} name={queue.name} figures={waits} show={duration}>
        {latest === undefined ? words.noWait : words.medianWait(duration(latest))}
      </Series>
      {queue.workers === 0 && <Note tone="partial">{words.startOne(queue.name)}</Note>}
    </Card>
  );
}

/** The last hour of one figure, and the sentence that sums it up. */
function Series({
  title,
  name,
  figures,
  show,
  children,
}: {
  title: (queue: string, figures: string) => string;
  name: string;
  figures: number[];
  show: (figure: number) => string;
  children: ReactNode;
}) {
  return (
    <>
      <Sparkline figures={figures} title={title(name, figures.map(show).join(", "))} />
      <p className={classes.finished}>{children}</p>
    </>
  );
}
