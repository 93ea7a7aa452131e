import { useLocation } from "@tanstack/react-router";
import { type ReactNode, Suspense, useEffect, useRef } from "react";
import type { ImportJob } from "@/api/gen/types.gen";
import { TableSkeleton } from "@/components/table-skeleton";
import { Tabs } from "@/components/tabs";
import { text } from "@/text/text";
import { FaultsPanel } from "./faults-panel";
import { ImportDetails } from "./import-details";
import classes from "./import-screen.module.css";
import { lasting, RECORDS, type ResultSearch } from "./result-search";
import { openTab, type ResultTab } from "./result-tabs";
import { TypesFound } from "./types-found";

/** What other features draw of an import. */
export interface Panels {
  /** A dry run that has ended: its records, to be edited and imported. */
  review: (job: ImportJob) => ReactNode;
  /** The records that an import left out, to be edited and merged into it. */
  mend: (job: ImportJob) => ReactNode;
  /** The records of its file and what became of each. */
  records: (job: ImportJob) => ReactNode;
  /** Its attempts and its log. */
  timeline: (job: ImportJob) => ReactNode;
}

interface Props {
  job: ImportJob;
  tabs: ResultTab[];
  search: ResultSearch;
  onSearch: (search: ResultSearch) => void;
  panels: Panels;
}

/** Below the books: the faults, the records, what is known of the file, and how the job went. */
export function ImportTabs({ job, tabs, search, onSearch, panels }: Props) {
  const tab = openTab(tabs, search.tab);
  const place = useFocusFromAbove();
  const stays = lasting(search);

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
            onFilter={({ code, column }) => onSearch({ ...stays, tab: search.tab, code, column })}
          />
        );
      case "records":
        return panels.records(job);
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
    <section ref={place} tabIndex={-1} aria-label={text.resultTabs.label} className={classes.parts}>
      <Tabs
        label={text.resultTabs.label}
        tabs={tabs.map((value) => ({ value, label: text.resultTabs[value] }))}
        value={tab}
        onChange={(chosen) => onSearch({ ...stays, tab: chosen === tabs[0] ? undefined : chosen })}
      >
        <div className={classes.panel}>
          <Suspense fallback={<TableSkeleton lines={8} />}>{panel(tab)}</Suspense>
        </div>
      </Tabs>
    </section>
  );
}

/** The numbers of the books and the way to mend lead here: each time one is followed, so does the focus. */
function useFocusFromAbove() {
  const place = useRef<HTMLElement>(null);
  const { hash, state } = useLocation();
  const visit = state.__TSR_key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same address may be followed again
  useEffect(() => {
    if (hash === RECORDS) place.current?.focus();
  }, [hash, visit]);
  return place;
}
