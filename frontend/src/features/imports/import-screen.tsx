import { useState } from "react";
import type { ImportJob } from "@/api/gen/types.gen";
import { LiveText } from "@/components/live-text";
import { PageHeading } from "@/components/page-heading";
import { ProblemNote } from "@/components/problem-note";
import { StatusChip } from "@/components/status-chip";
import { Steps } from "@/components/steps";
import { AsLastTime } from "./as-last-time";
import classes from "./import-screen.module.css";
import { ImportTabs, type Panels } from "./import-tabs";
import { chipOf, type ImportView, importView } from "./import-view";
import { announcement, tabTitle } from "./import-words";
import { KeptRows } from "./kept-rows";
import { Ledger } from "./ledger";
import { LostWorkerNote } from "./lost-worker-note";
import { ProgressCard } from "./progress-card";
import { ResultCard } from "./result-card";
import type { ResultSearch } from "./result-search";
import { ResultSkeleton } from "./result-skeleton";
import { recordsTab, resultTabs } from "./result-tabs";
import { stepsOf } from "./steps-of";
import { type ImportReading, useImport } from "./use-import";

interface Props {
  id: string;
  search: ResultSearch;
  onSearch: (search: ResultSearch) => void;
  panels: Panels;
}

/** One import from its first second to its result, on one page. */
export function ImportScreen({ id, search, onSearch, panels }: Props) {
  const reading = useImport(id);
  const { job, error, reload } = reading;
  if (!job) return error ? <ProblemNote error={error} onRetry={reload} /> : <ResultSkeleton />;
  const view = importView(job);
  const tabs = resultTabs(job, view);
  const showsKept = search.kept !== undefined;
  return (
    <div className={classes.screen}>
      <LiveText>{announcement(job)}</LiveText>
      <div className={classes.top}>
        <PageHeading
          title={job.file.name}
          tabTitle={tabTitle(job)}
          lead={<StatusChip status={chipOf(job)} dryRun={job.dry_run} />}
        />
        <Steps {...stepsOf(job, view, search.upload)} />
      </div>
      {error && <ProblemNote error={error} />}
      {search.upload && search.remembered && <AsLastTime upload={search.upload} />}
      <LostWorkerNote job={job} />
      <Standing job={job} view={view} reading={reading} showsKept={showsKept} />
      {showsKept && job.undone_at !== null && <KeptRows id={job.id} />}
      <Ledger job={job} opens={recordsTab(tabs)} search={search} />
      <ImportTabs job={job} tabs={tabs} search={search} onSearch={onSearch} panels={panels} />
    </div>
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
      return (
        <ResultCard
          job={job}
          view={view}
          onRetry={goOn}
          takesBack={takesBack}
          showsKept={showsKept}
          onMerge={reading.reload}
        />
      );
  }
}
