import type { ImportJob } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { Card } from "@/components/card";
import { ConfirmButton } from "@/components/confirm-button";
import type { Question } from "@/components/confirm-dialog";
import { ProgressBar } from "@/components/progress-bar";
import { text } from "@/text/text";
import { wordsFor } from "./attempt-words";
import { type ImportView, inside } from "./import-view";
import { headline, stageWords, underwayWords } from "./import-words";
import classes from "./progress-card.module.css";
import { ThroughputLine } from "./throughput-line";
import type { Act } from "./use-import";

export type Underway = Extract<
  ImportView,
  { state: "waiting" | "running" | "pausing" | "stopping" | "paused" }
>;

interface Props {
  job: ImportJob;
  view: Underway;
  onAct: (act: Act) => Promise<void>;
  /** Its rows are to be taken back once it has stopped. */
  takesBack: boolean;
  onTakeBack: () => Promise<void>;
}

/** An import on its way: how far, how fast, how long, and the ways to halt it. */
export function ProgressCard({ job, view, onAct, takesBack, onTakeBack }: Props) {
  const words = underwayWords(job);
  return (
    <Card>
      <div className={classes.head}>
        <p className={classes.stage}>{view.state === "running" ? stageWords(job) : headline(job)}</p>
        {view.state !== "stopping" && (
          <div className={classes.actions}>
            <Halt view={view} onAct={onAct} />
            <ConfirmButton
              size="sm"
              question={cancelQuestion(job)}
              onConfirm={() => onAct("cancel")}
              onOther={onTakeBack}
            >
              {wordsFor(job).cancel}
            </ConfirmButton>
          </div>
        )}
      </div>
      <ProgressBar share={shareOf(view)} label={wordsFor(job).importing(job.file.name)} valueText={words} />
      <p className={classes.words} data-testid="progress-words">
        {words}
      </p>
      {view.state !== "waiting" && <ThroughputLine job={job} />}
      {job.status === "pending" && job.failure && (
        <p className={classes.words}>{text.waiting.lastTry(job.failure.message)}</p>
      )}
      <p className={classes.leave}>{leaveWords(job, view, takesBack)}</p>
    </Card>
  );
}

function Halt({ view, onAct }: Pick<Props, "view" | "onAct">) {
  if (view.state === "paused") {
    return (
      <ActButton size="sm" onAct={() => onAct("resume")}>
        {text.job.resume}
      </ActButton>
    );
  }
  const pausing = view.state === "pausing";
  return (
    <ActButton size="sm" variant="default" onAct={() => onAct(pausing ? "resume" : "pause")}>
      {pausing ? text.job.keepGoing : text.job.pause}
    </ActButton>
  );
}

/** A bar that moves would say that something goes on. */
function shareOf(view: Underway): number | null {
  if (view.state === "waiting") return null;
  return view.state === "paused" ? (view.share ?? 0) : view.share;
}

function cancelQuestion(job: ImportJob): Question {
  const say = wordsFor(job);
  const rows = inside(job);
  return {
    title: say.cancelTitle,
    detail: say.cancelDetail(rows, job.unprocessed_rows),
    confirm: rows > 0 ? say.cancelKeepRows : say.cancelConfirm,
    other: rows > 0 ? say.cancelTakeBack : undefined,
    keep: say.cancelKeep,
  };
}

function leaveWords(job: ImportJob, view: Underway, takesBack: boolean): string {
  if (takesBack) return text.job.takesBack;
  return view.state === "paused" ? text.job.stays : wordsFor(job).leave;
}
