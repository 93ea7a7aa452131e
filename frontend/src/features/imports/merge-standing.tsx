import { LiveText } from "@/components/live-text";
import { Note } from "@/components/note";
import { ProgressBar } from "@/components/progress-bar";
import { When } from "@/components/when";
import { text } from "@/text/text";
import { type MergeView, mergedWords, mergingWords, unmergedWords } from "./merge-view";
import classes from "./undo-standing.module.css";

/** How far merging mended records is, or what has come of it. */
export function MergeStanding({ name, view }: { name: string; view: MergeView }) {
  switch (view.state) {
    case "none":
      return null;
    case "underway": {
      const { done, total } = view.job.progress;
      const words = mergingWords(view.job);
      return (
        <div className={classes.underway}>
          <LiveText>{text.merge.announce(name)}</LiveText>
          <ProgressBar
            share={done > 0 && total > 0 ? Math.min(done / total, 1) : null}
            label={text.merge.announce(name)}
            valueText={words}
          />
          <p className={classes.quiet}>{words}</p>
        </div>
      );
    }
    case "merged":
      return (
        <p className={classes.quiet} role="status">
          {mergedWords(view.job)}
          {view.job.finished_at && (
            <>
              {" · "}
              <When at={view.job.finished_at} />
            </>
          )}
        </p>
      );
    case "unsuccessful":
      return <Note tone="bad">{unmergedWords(view.job)}</Note>;
  }
}
