import type { ImportJob } from "@/api/gen/types.gen";
import { count, duration, percent, rate } from "@/text/format";
import { text } from "@/text/text";
import { waitingWords } from "@/text/waiting";
import { wordsFor } from "./attempt-words";
import { beginsAnew, importView, inside, isHeldBack, rowsDone } from "./import-view";
import { outcome } from "./outcome";

/** The one sentence that says how it went. */
export function headline(job: ImportJob): string {
  const words = wordsFor(job);
  switch (importView(job).state) {
    case "waiting":
      return words.waiting;
    case "running":
      return words.importing(job.file.name);
    case "stopping":
      return words.stopping;
    case "pausing":
      return words.pausing;
    case "paused":
      return words.paused;
    case "completed":
    case "partial":
      return outcome(job);
    case "failed":
      return words.failed;
    case "cancelled":
      return words.cancelled;
    case "undone":
      return text.undo.headline;
  }
}

/** How far an import is that has not ended, or what it waits for. */
export function underwayWords(job: ImportJob): string {
  if (job.status === "paused") return pausedWords(job);
  if (job.status !== "pending") return progressWords(job);
  const { waiting_on: waiting, attempt } = job;
  if (!waiting) return text.job.stages.queued ?? "";
  return waitingWords(waiting, { queue: QUEUE, plural: text.waiting.imports, attempt });
}

const QUEUE = "imports";

function pausedWords(job: ImportJob): string {
  const words = wordsFor(job);
  if (beginsAnew(job) || job.processed_rows === 0) return words.pausedFromStart;
  const where = inside(job) > 0 ? words.pausedAfter : words.pausedBeside;
  return where(count(job.processed_rows), count(job.total_rows));
}

/** "Row 150,000 of 500,000 · 381,000 rows/s · 1 s left", as far as it is known. */
export function progressWords(job: ImportJob): string {
  if (job.total_rows === 0) return stageWords(job);
  const done = rowsDone(job);
  if (isHeldBack(job)) {
    const { heldBack, heldBackAt } = wordsFor(job);
    return done > 0 ? heldBackAt(count(done), count(job.total_rows)) : heldBack(count(job.total_rows));
  }
  const parts = [text.job.rowOf(count(done), count(job.total_rows))];
  if (job.rows_per_second) parts.push(text.job.rowsPerSecond(rate(job.rows_per_second)));
  if (job.eta_seconds !== null) parts.push(text.job.secondsLeft(duration(Math.max(job.eta_seconds, 1))));
  return parts.join(" · ");
}

export function stageWords(job: ImportJob): string {
  return wordsFor(job).stages[job.stage] ?? text.job.stages[job.stage] ?? job.stage;
}

/** What a screen reader is told: the state, each quarter of the way, and the result. */
export function announcement(job: ImportJob): string {
  const view = importView(job);
  if (view.state !== "running") return `${job.file.name}: ${headline(job)}`;
  const quarter = Math.floor((view.share ?? 0) * 4) / 4;
  return wordsFor(job).announceProgress(job.file.name, percent(quarter));
}

/** What the tab of the browser says, so that progress can be seen from another tab. */
export function tabTitle(job: ImportJob): string {
  const view = importView(job);
  if (view.state !== "running" || view.share === null) return `${headline(job)} · ${job.file.name}`;
  return [percent(view.share), ...(job.dry_run ? [text.dryRun.badge] : []), job.file.name].join(" · ");
}
