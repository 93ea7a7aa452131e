import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconFlask,
} from "@tabler/icons-react";
import type { ImportJob } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { ButtonLink } from "@/components/button-link";
import { DownloadButton } from "@/components/download-button";
import type { Tone } from "@/components/tone";
import { text } from "@/text/text";
import { wordsFor } from "./attempt-words";
import { beginsAnew, inside, stoppedByFaults } from "./import-view";
import { headline } from "./import-words";
import { type Ended, leads } from "./outcome";
import { rejectsPath } from "./paths";
import classes from "./result-card.module.css";

interface Props {
  job: ImportJob;
  view: Ended;
  onRetry: () => Promise<void>;
}

interface Look {
  tone: Tone;
  icon: typeof IconCircleX;
}

const LOOKS: Record<Ended["state"], Look> = {
  completed: { tone: "good", icon: IconCircleCheck },
  partial: { tone: "partial", icon: IconAlertTriangle },
  failed: { tone: "bad", icon: IconCircleX },
  cancelled: { tone: "quiet", icon: IconCircleMinus },
};

/** What was only tried is never green. */
const DRY_RUN_LOOKS: Record<Ended["state"], Look> = {
  ...LOOKS,
  completed: { tone: "busy", icon: IconFlask },
  partial: { tone: "partial", icon: IconFlask },
};

/** How an import ended, in one sentence, and what can be done now. */
export function ResultCard({ job, view, onRetry }: Props) {
  const { tone, icon: Icon } = (job.dry_run ? DRY_RUN_LOOKS : LOOKS)[view.state];
  return (
    <section className={classes.card} data-tone={tone} data-testid="result">
      <Icon size={32} stroke={1.6} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <h2 className={classes.headline}>{headline(job)}</h2>
        <div className={classes.lead}>
          {leads(job, view).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
        <div className={classes.actions}>
          <Actions job={job} view={view} onRetry={onRetry} />
        </div>
      </div>
    </section>
  );
}

function Actions({ job, view, onRetry }: Props) {
  const again = view.state === "failed" || view.state === "cancelled";
  const toMend = view.state === "partial" || stoppedByFaults(job);
  return (
    <>
      {job.failed_rows > 0 && (
        <>
          <DownloadButton href={rejectsPath(job.id, "csv")} variant={toMend ? "filled" : "default"}>
            {text.job.downloadRejects}
          </DownloadButton>
          <DownloadButton href={rejectsPath(job.id, "csv-safe")} title={text.job.downloadSafeHint}>
            {text.job.downloadSafe}
          </DownloadButton>
        </>
      )}
      {again && (
        <ActButton variant={toMend ? "default" : "filled"} onAct={onRetry}>
          {view.state === "failed" || beginsAnew(job) ? text.job.retry : text.job.goOn}
        </ActButton>
      )}
      {job.dataset && inside(job) > 0 && (
        <ButtonLink
          to="/datasets/$slug"
          params={{ slug: job.dataset }}
          search={{ import: job.id }}
          variant={view.state === "completed" ? "filled" : "default"}
        >
          {text.job.viewRows}
        </ButtonLink>
      )}
      <ButtonLink to="/" search={job.dataset ? { dataset: job.dataset } : {}} variant="default">
        {wordsFor(job).another}
      </ButtonLink>
    </>
  );
}
