import { useState } from "react";
import type { ImportJob } from "@/api/gen/types.gen";
import { LiveText } from "@/components/live-text";
import { PageHeading } from "@/components/page-heading";
import { ProblemNote } from "@/components/problem-note";
import { StatusChip } from "@/components/status-chip";
import { FaultsPanel } from "./faults-panel";
import { ImportDetails } from "./import-details";
import classes from "./import-screen.module.css";
import { chipOf, type ImportView, importView } from "./import-view";
import { announcement, tabTitle } from "./import-words";
import { KeptRows } from "./kept-rows";
import { Ledger } from "./ledger";
import { LostWorkerNote } from "./lost-worker-note";
import { ProgressCard } from "./progress-card";
import { ResultCard } from "./result-card";
import { ResultSkeleton } from "./result-skeleton";
import { TypesFound } from "./types-found";
import type { FaultFilter } from "./use-faults";
import { type ImportReading, useImport } from "./use-import";

interface Props {
  id: string;
  filter: FaultFilter;
  onFilter: (filter: FaultFilter) => void;
  /** Whether the rows that an undo kept are listed. */
  showsKept?: boolean;
}

/** One import from its first second to its result, on one page. */
export function ImportScreen({ id, filter, onFilter, showsKept = false }: Props) {
  const reading = useImport(id);
  const { job, error, reload } = reading;
  if (!job) return error ? <ProblemNote error={error} onRetry={reload} /> : <ResultSkeleton />;
  const view = importView(job);
  return (
    <div className={classes.screen}>
      <LiveText>{announcement(job)}</LiveText>
      <PageHeading
        title={job.file.name}
        tabTitle={tabTitle(job)}
        lead={<StatusChip status={chipOf(job)} dryRun={job.dry_run} />}
      />
      {error && <ProblemNote error={error} />}
      <LostWorkerNote job={job} />
      <Standing job={job} view={view} reading={reading} showsKept={showsKept} />
      {showsKept && job.undone_at !== null && <KeptRows id={job.id} />}
      <Ledger job={job} />
      {hasEnded(view) && job.failed_rows > 0 && <FaultsPanel job={job} filter={filter} onFilter={onFilter} />}
      <ImportDetails job={job} />
      {job.result?.inferred && <TypesFound columns={job.result.inferred.columns} />}
    </div>
  );
}

function hasEnded(view: ImportView): boolean {
  return (
    view.state === "completed" ||
    view.state === "partial" ||
    view.state === "failed" ||
    view.state === "cancelled" ||
    view.state === "undone"
  );
}

interface StandingProps {
  job: ImportJob;
  view: ImportView;
  reading: ImportReading;
  showsKept: boolean;
}

function Standing({ job, view, reading, showsKept }: StandingProps) {
  // asked while it runs, done when it has stopped
  const [takesBack, setTakesBack] = useState(false);

  async function stopAndTakeBack() {
    await reading.act("cancel");
    setTakesBack(true);
  }

  async function goOn() {
    await reading.act("retry");
    setTakesBack(false);
  }

  switch (view.state) {
    case "waiting":
    case "running":
    case "pausing":
    case "stopping":
    case "paused":
      return (
        <ProgressCard
          job={job}
          view={view}
          onAct={reading.act}
          takesBack={takesBack}
          onTakeBack={stopAndTakeBack}
        />
      );
    default:
      return <ResultCard job={job} view={view} onRetry={goOn} takesBack={takesBack} showsKept={showsKept} />;
  }
}
