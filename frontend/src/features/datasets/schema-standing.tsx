import { type ReactNode, useEffect, useRef } from "react";
import type { SchemaChangeJob, SchemaChangeResult } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { LiveText } from "@/components/live-text";
import { Note } from "@/components/note";
import { ProgressBar } from "@/components/progress-bar";
import { text } from "@/text/text";
import { waitingWords } from "@/text/waiting";
import type { ChangeView } from "./change-view";
import type { DatasetSearch } from "./dataset-address";
import classes from "./schema-standing.module.css";
import { ViolationList } from "./violation-list";

interface Props {
  view: ChangeView;
  search: DatasetSearch;
}

/** What the stored rows say to the schema that is written. It takes the focus when they have answered. */
export function SchemaStanding({ view, search }: Props) {
  const answer = useRef<HTMLDivElement>(null);
  const hasAnswered = view.step === "violated" || view.step === "ready" || view.step === "ended";
  useFocusOnce(hasAnswered, answer);
  return (
    <>
      <LiveText>{sentenceOf(view)}</LiveText>
      {view.step === "working" && (
        <Card>
          <p className={classes.lead}>{sentenceOf(view)}</p>
          <ProgressBar share={null} label={sentenceOf(view)} />
        </Card>
      )}
      {view.step === "writing" && view.found && view.found.violations.length > 0 && (
        <Card title={text.schemaEditor.foundBefore}>
          <ViolationList violations={view.found.violations} search={search} />
        </Card>
      )}
      {hasAnswered && (
        <div ref={answer} tabIndex={-1} className={classes.standing}>
          <Answer view={view} search={search} />
        </div>
      )}
    </>
  );
}

/** Only an answer that came while somebody waited for it, not one that the page was opened with. */
function useFocusOnce(hasAnswered: boolean, answer: React.RefObject<HTMLElement | null>) {
  const before = useRef(hasAnswered);
  useEffect(() => {
    if (hasAnswered && !before.current) answer.current?.focus();
    before.current = hasAnswered;
  }, [hasAnswered, answer]);
}

function Answer({ view, search }: Props): ReactNode {
  const words = text.schemaEditor;
  switch (view.step) {
    case "violated":
      return (
        <Card>
          <div className={classes.lead}>
            <Note tone="bad" title={sentenceOf(view)}>
              {words.violatedDetail}
            </Note>
          </div>
          <ViolationList violations={view.result.violations} search={search} />
          <h3 className={classes.part}>{words.wouldChange}</h3>
          <Changes result={view.result} />
        </Card>
      );
    case "ready":
      return (
        <Card>
          <div className={classes.lead}>
            <Note tone="good" title={sentenceOf(view)}>
              {words.readyDetail}
            </Note>
          </div>
          <h3 className={classes.part}>{words.wouldChange}</h3>
          <Changes result={view.result} />
        </Card>
      );
    case "ended":
      return <Note tone="bad">{sentenceOf(view)}</Note>;
    default:
      return null;
  }
}

export function Changes({ result }: { result: SchemaChangeResult }) {
  return (
    <ul className={classes.changes}>
      {result.changes.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** How it stands, in one sentence. */
function sentenceOf(view: ChangeView): string {
  const words = text.schemaEditor;
  switch (view.step) {
    case "working":
      return waitsFor(view.job) || (view.applies ? words.applying : words.checking);
    case "violated":
      return words.violated(view.result.violations.length);
    case "ready":
      return words.ready(view.result.rows);
    case "ended":
      return view.job.failure?.message ?? words.stopped;
    default:
      return "";
  }
}

function waitsFor({ status, waiting_on: waiting, queue, attempt }: SchemaChangeJob): string {
  if (status !== "pending" || !waiting) return "";
  return waitingWords(waiting, { queue, plural: text.waiting.jobs, attempt });
}
