import { useNavigate } from "@tanstack/react-router";
import type { ImportJob, Job } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { ActButton } from "@/components/act-button";
import { ButtonLink } from "@/components/button-link";
import { DownloadButton } from "@/components/download-button";
import { text } from "@/text/text";
import { wordsFor } from "./attempt-words";
import { beginsAnew, type Ended, inside, stoppedByFaults } from "./import-view";
import { againPath, rejectsPath } from "./paths";
import { UndoButton } from "./undo-button";
import type { Undoing } from "./use-undo";

interface Props {
  job: ImportJob;
  view: Ended;
  onRetry: () => Promise<void>;
  undo: Undoing;
}

/** What can be done with an import that has ended; none of it needs what is no longer kept. */
export function ResultActions({ job, view, onRetry, undo }: Props) {
  const toMend = view.state === "partial" || stoppedByFaults(job);
  const isGoing = undo.view.state === "underway";
  return (
    <>
      {job.failed_rows > 0 && job.file.kept && <Rejects job={job} toMend={toMend} />}
      {job.file.kept && !isGoing && (
        <GoOn job={job} view={view} onRetry={onRetry} variant={toMend ? "default" : "filled"} />
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
      <UndoButton job={job} undo={undo} />
      <ButtonLink to="/" search={job.dataset ? { dataset: job.dataset } : {}} variant="default">
        {wordsFor(job).another}
      </ButtonLink>
    </>
  );
}

function Rejects({ job, toMend }: { job: ImportJob; toMend: boolean }) {
  return (
    <>
      <DownloadButton href={rejectsPath(job.id, "csv")} variant={toMend ? "filled" : "default"}>
        {text.job.downloadRejects}
      </DownloadButton>
      <DownloadButton href={rejectsPath(job.id, "csv-safe")} title={text.job.downloadSafeHint}>
        {text.job.downloadSafe}
      </DownloadButton>
    </>
  );
}

/** What did not come to its end goes on; what was undone can only begin again. */
function GoOn({ job, view, onRetry, variant }: Omit<Props, "undo"> & { variant: "default" | "filled" }) {
  const navigate = useNavigate();

  async function again() {
    const { id } = await send<Job>("POST", againPath(job.id), {});
    await navigate({ to: "/imports/$id", params: { id } });
  }

  if (view.state === "undone") return <ActButton onAct={again}>{text.job.importAgain}</ActButton>;
  if (view.state !== "failed" && view.state !== "cancelled") return null;
  return (
    <ActButton variant={variant} onAct={onRetry}>
      {view.state === "failed" || beginsAnew(job) ? text.job.retry : text.job.goOn}
    </ActButton>
  );
}
