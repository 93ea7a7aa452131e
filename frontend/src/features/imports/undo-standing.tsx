import { Link } from "@tanstack/react-router";
import type { ImportJob } from "@/api/gen/types.gen";
import { LiveText } from "@/components/live-text";
import { Note } from "@/components/note";
import { ProblemNote } from "@/components/problem-note";
import { ProgressBar } from "@/components/progress-bar";
import { text } from "@/text/text";
import classes from "./undo-standing.module.css";
import { keptRows, undoneWords, undoWords, unsuccessfulWords } from "./undo-view";
import type { Undoing } from "./use-undo";

interface Props {
  job: ImportJob;
  undo: Undoing;
  /** Whether the rows that were kept are listed below. */
  showsKept: boolean;
}

/** How far taking an import back is, or why it cannot be. */
export function UndoStanding({ job, undo: { view, error }, showsKept }: Props) {
  if (error) return <ProblemNote error={error} />;
  switch (view.state) {
    case "none":
    case "possible":
      return null;
    case "impossible":
      return <p className={classes.quiet}>{text.undo.impossible(view.reason)}</p>;
    case "underway": {
      const { done, total } = view.job.progress;
      const words = undoWords(view.job);
      return (
        <div className={classes.underway}>
          <LiveText>{text.undo.announce(job.file.name)}</LiveText>
          <ProgressBar
            share={done > 0 && total > 0 ? Math.min(done / total, 1) : null}
            label={text.undo.announce(job.file.name)}
            valueText={words}
          />
          <p className={classes.quiet}>{words}</p>
        </div>
      );
    }
    case "unsuccessful":
      return <Note tone="bad">{unsuccessfulWords(view.job)}</Note>;
    case "undone": {
      const kept = keptRows(view.job);
      return (
        <>
          <LiveText>{undoneWords(view.job)}</LiveText>
          {kept > 0 && (
            <Link
              to="/imports/$id"
              params={{ id: job.id }}
              search={showsKept ? {} : { kept: "shown" }}
              replace
              resetScroll={false}
              className={classes.link}
            >
              {showsKept ? text.undo.hideKept : text.undo.showKept(kept)}
            </Link>
          )}
        </>
      );
    }
  }
}
