import type { ImportJob } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { ConfirmButton } from "@/components/confirm-button";
import { ProgressBar } from "@/components/progress-bar";
import { text } from "@/text/text";
import { wordsFor } from "./attempt-words";
import { type ImportView, inside } from "./import-view";
import { headline, progressWords, stageWords } from "./import-words";
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
  const say = wordsFor(job);
  const share = view.state === "waiting" ? null : view.share;
  return (
    <Card>
      <div className={classes.head}>
        <p className={classes.stage}>{view.state === "running" ? stageWords(job) : headline(job)}</p>
        {view.state !== "stopping" && (
          <ConfirmButton
            size="sm"
            question={{
              title: say.cancelTitle,
              detail: say.cancelDetail(inside(job), job.unprocessed_rows),
              confirm: say.cancelConfirm,
              keep: say.cancelKeep,
            }}
            onConfirm={onCancel}
          >
            {say.cancel}
          </ConfirmButton>
        )}
      </div>
      <ProgressBar share={share} label={say.importing(job.file.name)} valueText={words(job, view)} />
      <p className={classes.words} data-testid="progress-words">
        {words(job, view)}
      </p>
      <p className={classes.leave}>{say.leave}</p>
    </Card>
  );
}

function words(job: ImportJob, view: Underway): string {
  if (view.state !== "waiting") return progressWords(job);
  return view.position === null ? (text.job.stages.queued ?? "") : text.job.inLine(view.position);
}
