import { useNavigate } from "@tanstack/react-router";
import type { ImportJob, Job } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { ActButton } from "@/components/act-button";
import { ButtonLink } from "@/components/button-link";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { wordsFor } from "./attempt-words";
import { beginsAnew, type Ended, inside, mayBeMended, stoppedByFaults } from "./import-view";
import { MendedFileButton } from "./mended-file-button";
import { againPath } from "./paths";
import { RejectsMenu } from "./rejects-menu";
import { RECORDS } from "./result-search";
import { UndoButton } from "./undo-button";
import type { Undoing } from "./use-undo";

interface Props {
  job: ImportJob;
  view: Ended;
  onRetry: () => Promise<void>;
  undo: Undoing;
  /** Its mended rows are on their way into it. */
  isMerging: boolean;
  onMerge: () => void;
}

/** What can be done with an import that has ended; none of it needs what is no longer kept. */
export function ResultActions({ job, view, onRetry, undo, isMerging, onMerge }: Props) {
  const toMend = view.state === "partial" || stoppedByFaults(job);
  const isGoing = undo.view.state === "underway" || isMerging;
  return (
    <>
      {mayBeMended(job, view) && !isGoing && <Mending job={job} onMerge={onMerge} />}
      {job.failed_rows > 0 && job.file.kept && (
        <RejectsMenu id={job.id} variant={stoppedByFaults(job) ? "filled" : "default"} />
      )}
      {job.file.kept && !isGoing && (
        <GoOn job={job} view={view} onRetry={onRetry} variant={toMend ? "default" : "filled"} />
      )}
      <WhatCameOfIt job={job} view={view} />
      {!isMerging && <UndoButton job={job} undo={undo} />}
      <ButtonLink to="/" search={job.dataset ? { dataset: job.dataset } : {}} variant="default">
        {wordsFor(job).another}
      </ButtonLink>
    </>
  );
}

function Mending({ job, onMerge }: { job: ImportJob; onMerge: () => void }) {
  return (
    <>
      <ButtonLink
        to="/imports/$id"
        params={{ id: job.id }}
        search={{ tab: "mend" }}
        hash={RECORDS}
        resetScroll={false}
      >
        {text.job.mend}
      </ButtonLink>
      <MendedFileButton id={job.id} onAccepted={onMerge} />
    </>
  );
}

/** The rows that are in, or the import that was made of a dry run. */
function WhatCameOfIt({ job, view }: { job: ImportJob; view: Ended }) {
  if (job.imported_as) {
    return (
      <ButtonLink to="/imports/$id" params={{ id: job.imported_as }}>
        {text.dryRun.openImport}
      </ButtonLink>
    );
  }
  if (!job.dataset || inside(job) === 0) return null;
  return (
    <ButtonLink
      to="/datasets/$slug"
      params={{ slug: job.dataset }}
      search={{ import: job.id }}
      variant={view.state === "completed" ? "filled" : "default"}
    >
      {text.job.viewRows}
    </ButtonLink>
  );
}

/** What did not come to its end goes on; what was undone can only begin again. */
function GoOn({
  job,
  view,
  onRetry,
  variant,
}: Pick<Props, "job" | "view" | "onRetry"> & { variant: "default" | "filled" }) {
  const navigate = useNavigate();

  async function again() {
    const { id } = await send<Job>("POST", againPath(job.id), {});
    await navigate({ to: "/imports/$id", params: { id } });
  }

  if (view.state === "undone") return <ActButton onAct={again}>{text.job.importAgain}</ActButton>;
  if (view.state !== "failed" && view.state !== "cancelled") return null;
  return (
    <ActButton variant={variant} onAct={onRetry}>
      {beginsAnew(job) || job.processed_rows === 0
        ? text.job.retry
        : text.job.resumeAfter(count(job.processed_rows))}
    </ActButton>
  );
}
