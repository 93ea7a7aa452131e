import type { ImportJob } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { ConfirmButton } from "@/components/confirm-button";
import { ProgressBar } from "@/components/progress-bar";
import { text } from "@/text/text";
import { headline, type ImportView, inside, progressWords, stageWords } from "./import-view";
import classes from "./progress-card.module.css";

export type Underway = Extract<ImportView, { state: "waiting" | "running" | "stopping" | "paused" }>;

/** An import on its way: how far, how fast, how long, and the way to stop it. */
export function ProgressCard({
  job,
  view,
  onCancel,
}: {
  job: ImportJob;
  view: Underway;
  onCancel: () => Promise<void>;
}) {
  const share = view.state === "waiting" ? null : view.share;
  return (
    <Card>
      <div className={classes.head}>
        <p className={classes.stage}>{view.state === "running" ? stageWords(job) : headline(job)}</p>
        {view.state !== "stopping" && (
          <ConfirmButton
            size="sm"
            question={{
              title: text.job.cancelTitle,
              detail: text.job.cancelDetail(inside(job), job.unprocessed_rows),
              confirm: text.job.cancelConfirm,
              keep: text.job.cancelKeep,
            }}
            onConfirm={onCancel}
          >
            {text.job.cancel}
          </ConfirmButton>
        )}
      </div>
      <ProgressBar share={share} label={text.job.importing(job.file.name)} valueText={words(job, view)} />
      <p className={classes.words} data-testid="progress-words">
        {words(job, view)}
      </p>
      <p className={classes.leave}>{text.job.leave}</p>
    </Card>
  );
}

function words(job: ImportJob, view: Underway): string {
  if (view.state !== "waiting") return progressWords(job);
  return view.position === null ? (text.job.stages.queued ?? "") : text.job.inLine(view.position);
}
