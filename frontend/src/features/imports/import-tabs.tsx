import { type ReactNode, Suspense } from "react";
import type { ImportJob } from "@/api/gen/types.gen";
import { TableSkeleton } from "@/components/table-skeleton";
import { Tabs } from "@/components/tabs";
import { text } from "@/text/text";
import { FaultsPanel } from "./faults-panel";
import { ImportDetails } from "./import-details";
import classes from "./import-screen.module.css";
import type { ImportView } from "./import-view";
import type { ResultSearch } from "./result-search";
import { openTab, type ResultTab, resultTabs } from "./result-tabs";
import { TypesFound } from "./types-found";

/** What other features draw of an import. */
export interface Panels {
  /** A dry run that has ended: its records, to be edited and imported. */
  review: (job: ImportJob) => ReactNode;
  /** The records that an import left out, to be edited and merged into it. */
  mend: (job: ImportJob) => ReactNode;
  /** Its attempts and its log. */
  timeline: (job: ImportJob) => ReactNode;
}

interface Props {
  job: ImportJob;
  view: ImportView;
  search: ResultSearch;
  onSearch: (search: ResultSearch) => void;
  panels: Panels;
}

/** Below the books: the faults, the records, what is known of the file, and how the job went. */
export function ImportTabs({ job, view, search, onSearch, panels }: Props) {
  const tabs = resultTabs(job, view);
  const tab = openTab(tabs, search.tab);
  const { kept } = search;

  function panel(shown: ResultTab): ReactNode {
    switch (shown) {
      case "review":
        return panels.review(job);
      case "mend":
        return panels.mend(job);
      case "faults":
        return (
          <FaultsPanel
            job={job}
            filter={search}
            onFilter={({ code, column }) => onSearch({ kept, tab: search.tab, code, column })}
          />
        );
      case "records":
        return null;
      case "details":
        return (
          <>
            <ImportDetails job={job} />
            {job.result?.inferred && <TypesFound columns={job.result.inferred.columns} />}
          </>
        );
      case "timeline":
        return panels.timeline(job);
    }
  }

  return (
    <div>
      <Tabs
        label={text.resultTabs.label}
        tabs={tabs.map((value) => ({ value, label: text.resultTabs[value] }))}
        value={tab}
        onChange={(chosen) => onSearch({ kept, tab: chosen === tabs[0] ? undefined : chosen })}
      >
        <div className={classes.panel}>
          <Suspense fallback={<TableSkeleton lines={8} />}>{panel(tab)}</Suspense>
        </div>
      </Tabs>
    </div>
  );
}
