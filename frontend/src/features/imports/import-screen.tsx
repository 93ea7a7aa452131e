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
import { Ledger } from "./ledger";
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
}

/** One import from its first second to its result, on one page. */
export function ImportScreen({ id, filter, onFilter }: Props) {
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
      <Standing job={job} view={view} reading={reading} />
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
    view.state === "cancelled"
  );
}

function Standing({ job, view, reading }: { job: ImportJob; view: ImportView; reading: ImportReading }) {
  switch (view.state) {
    case "waiting":
    case "running":
    case "stopping":
    case "paused":
      return <ProgressCard job={job} view={view} onCancel={reading.cancel} />;
    default:
      return <ResultCard job={job} view={view} onRetry={reading.retry} />;
  }
}
