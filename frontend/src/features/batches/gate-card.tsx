import { Card } from "@/components/card";
import { LiveText } from "@/components/live-text";
import { ProgressBar } from "@/components/progress-bar";
import { duration } from "@/text/format";
import { text } from "@/text/text";
import classes from "./gate-card.module.css";
import { shortList } from "./id-list";
import { passedShare, secondsShown } from "./server-clock";
import { useCountdown } from "./use-countdown";
import type { StampedLine } from "./use-line";
import { useSeldom } from "./use-seldom";

/** Milliseconds between what a screen reader is told, since something starts every few seconds. */
const TOLD_EVERY = 20_000;

/** When the next batch may start, counted down by the server's clock, and what is being fetched. */
export function GateCard({ line }: { line: StampedLine }) {
  const words = text.batches.gate;
  const left = useCountdown(line.opens_at, line);
  const waiting = line.waiting + line.waiting_of_others;
  const standing =
    waiting === 0
      ? words.idle
      : left > 0
        ? words.going(duration(line.every_seconds), text.batches.batches(waiting))
        : words.due;
  const told = useSeldom(standing, TOLD_EVERY);
  return (
    <Card title={words.title}>
      <LiveText>{told}</LiveText>
      <div className={classes.gate} role="timer" aria-live="off" aria-atomic="true">
        <span className={classes.name}>{left > 0 ? words.shut : words.open}</span>
        <span className={classes.seconds}>{left > 0 ? words.seconds(secondsShown(left)) : words.now}</span>
      </div>
      <ProgressBar
        thin
        share={left > 0 ? passedShare(left, line.every_seconds) : 1}
        label={words.progress}
        valueText={left > 0 ? words.seconds(secondsShown(left)) : words.now}
      />
      <p className={classes.standing}>{standing}</p>
      <h3 className={classes.heading}>{words.runsNow}</h3>
      {line.running.length === 0 ? (
        <p className={classes.quiet}>{words.nothingRuns}</p>
      ) : (
        <ul className={classes.running}>
          {line.running.map((batch) => (
            <li key={batch.batch_id}>
              <span className={classes.ids}>{shortList(batch.ids)}</span>
              <span className={classes.quiet}>{words.doneOf(batch.done, batch.ids.length)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
