import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconCircleX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ImportJob } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { ButtonLink } from "@/components/button-link";
import { DownloadButton } from "@/components/download-button";
import type { Tone } from "@/components/tone";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { headline, type ImportView, inside } from "./import-view";
import { rejectsPath } from "./paths";
import classes from "./result-card.module.css";

export type Ended = Extract<ImportView, { state: "completed" | "partial" | "failed" | "cancelled" }>;

const LOOKS: Record<Ended["state"], { tone: Tone; icon: typeof IconCircleX }> = {
  completed: { tone: "good", icon: IconCircleCheck },
  partial: { tone: "partial", icon: IconAlertTriangle },
  failed: { tone: "bad", icon: IconCircleX },
  cancelled: { tone: "quiet", icon: IconCircleMinus },
};

/** How an import ended, in one sentence, and what can be done now. */
export function ResultCard({
  job,
  view,
  onRetry,
}: {
  job: ImportJob;
  view: Ended;
  onRetry: () => Promise<void>;
}) {
  const { tone, icon: Icon } = LOOKS[view.state];
  return (
    <section className={classes.card} data-tone={tone} data-testid="result">
      <Icon size={32} stroke={1.6} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <h2 className={classes.headline}>{headline(job)}</h2>
        <div className={classes.lead}>{lead(job, view)}</div>
        <div className={classes.actions}>
          <Actions job={job} view={view} onRetry={onRetry} />
        </div>
      </div>
    </section>
  );
}

function lead(job: ImportJob, view: Ended): ReactNode {
  switch (view.state) {
    case "completed":
      return job.total_rows === 0 ? text.job.emptyLead : text.job.completedLead;
    case "partial":
      return text.job.partialLead;
    case "cancelled":
      return text.job.cancelledLead(inside(job), job.unprocessed_rows);
    case "failed":
      return (
        <>
          <p>{job.failure?.message ?? job.error}</p>
          {job.failure?.line != null && <p>{text.job.failedLine(count(job.failure.line))}</p>}
          <p>{text.job.failedInside(inside(job))}</p>
        </>
      );
  }
}

function Actions({ job, view, onRetry }: { job: ImportJob; view: Ended; onRetry: () => Promise<void> }) {
  const again = view.state === "failed" || view.state === "cancelled";
  const first = view.state === "completed" ? "filled" : "default";
  return (
    <>
      {view.state === "partial" && (
        <>
          <DownloadButton href={rejectsPath(job.id, "csv")} variant="filled">
            {text.job.downloadRejects}
          </DownloadButton>
          <DownloadButton href={rejectsPath(job.id, "csv-safe")} title={text.job.downloadSafeHint}>
            {text.job.downloadSafe}
          </DownloadButton>
        </>
      )}
      {again && (
        <ActButton variant="filled" onAct={onRetry}>
          {view.state === "failed" ? text.job.retry : text.job.goOn}
        </ActButton>
      )}
      {job.dataset && inside(job) > 0 && (
        <ButtonLink
          to="/datasets/$slug"
          params={{ slug: job.dataset }}
          search={{ import: job.id }}
          variant={first}
        >
          {text.job.viewRows}
        </ButtonLink>
      )}
      <ButtonLink to="/" search={job.dataset ? { dataset: job.dataset } : {}} variant="default">
        {text.job.another}
      </ButtonLink>
    </>
  );
}
