import type { Job } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { ButtonLink } from "@/components/button-link";
import { ConfirmButton } from "@/components/confirm-button";
import { text } from "@/text/text";
import { againQuestion, cancelQuestion } from "./job-questions";
import { canCancel, canPause, canResume, canRetry, canRunAgain, IMPORT } from "./job-words";
import type { JobReading } from "./use-job";

interface Props {
  job: Job;
  reading: JobReading;
  onShow: (id: string) => void;
}

/** What a job's state allows to be asked of it. */
export function JobActions({ job, reading, onShow }: Props) {
  return (
    <div style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
      {job.kind === IMPORT && (
        <ButtonLink to="/imports/$id" params={{ id: job.id }} size="sm" variant="default">
          {text.jobs.job.openImport}
        </ButtonLink>
      )}
      {canRetry(job) && (
        <ActButton size="sm" onAct={() => reading.act("retry")}>
          {text.jobs.retry}
        </ActButton>
      )}
      {canResume(job) && (
        <ActButton size="sm" onAct={() => reading.act("resume")}>
          {text.jobs.resume}
        </ActButton>
      )}
      {canPause(job) && (
        <ActButton size="sm" variant="default" onAct={() => reading.act("pause")}>
          {text.jobs.pause}
        </ActButton>
      )}
      {canCancel(job) && (
        <ConfirmButton size="sm" question={cancelQuestion()} onConfirm={() => reading.act("cancel")}>
          {text.jobs.cancel}
        </ConfirmButton>
      )}
      {canRunAgain(job) && (
        <ConfirmButton
          size="sm"
          question={againQuestion(job)}
          onConfirm={async () => onShow((await reading.again()).id)}
        >
          {text.jobs.again}
        </ConfirmButton>
      )}
      {canRunAgain(job) && (
        <ButtonLink to="/jobs/new" search={{ like: job.id }} size="sm" variant="default">
          {text.jobs.againWith}
        </ButtonLink>
      )}
    </div>
  );
}
