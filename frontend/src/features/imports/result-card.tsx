import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconFlask,
} from "@tabler/icons-react";
import type { ImportJob } from "@/api/gen/types.gen";
import type { Tone } from "@/components/tone";
import type { Ended } from "./import-view";
import { headline } from "./import-words";
import { MergeStanding } from "./merge-standing";
import { leads } from "./outcome";
import { ResultActions } from "./result-actions";
import classes from "./result-card.module.css";
import { UndoStanding } from "./undo-standing";
import { undoneWords } from "./undo-view";
import { useMerge } from "./use-merge";
import { useUndo } from "./use-undo";

interface Props {
  job: ImportJob;
  view: Ended;
  onRetry: () => Promise<void>;
  /** Its rows are to be taken back at once. */
  takesBack: boolean;
  showsKept: boolean;
  /** Mended rows have been sent, and a merge has begun. */
  onMerge: () => void;
}

interface Look {
  tone: Tone;
  icon: typeof IconCircleX;
}

const LOOKS: Record<Ended["state"], Look> = {
  completed: { tone: "good", icon: IconCircleCheck },
  partial: { tone: "partial", icon: IconAlertTriangle },
  failed: { tone: "bad", icon: IconCircleX },
  cancelled: { tone: "quiet", icon: IconCircleMinus },
  undone: { tone: "quiet", icon: IconArrowBackUp },
};

/** What was only tried is never green. */
const DRY_RUN_LOOKS: Record<Ended["state"], Look> = {
  ...LOOKS,
  completed: { tone: "busy", icon: IconFlask },
  partial: { tone: "partial", icon: IconFlask },
};

/** How an import ended, in one sentence, and what can be done now. */
export function ResultCard({ job, view, onRetry, takesBack, showsKept, onMerge }: Props) {
  const undo = useUndo(job, takesBack);
  const merge = useMerge(job);
  const { tone, icon: Icon } = (job.dry_run ? DRY_RUN_LOOKS : LOOKS)[view.state];
  const said = undo.view.state === "undone" ? undoneWords(undo.view.job) : headline(job);
  return (
    <section className={classes.card} data-tone={tone} data-testid="result">
      <Icon size={32} stroke={1.6} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <h2 className={classes.headline}>{said}</h2>
        <div className={classes.lead}>
          {/* what stays in is not said of rows that are just being taken back */}
          {undo.view.state !== "underway" &&
            leads(job, view).map((sentence) => <p key={sentence}>{sentence}</p>)}
        </div>
        <div className={classes.standing}>
          {undo.view.state !== "undone" && <MergeStanding name={job.file.name} view={merge} />}
          {merge.state !== "underway" && <UndoStanding job={job} undo={undo} showsKept={showsKept} />}
        </div>
        <div className={classes.actions}>
          <ResultActions
            job={job}
            view={view}
            onRetry={onRetry}
            undo={undo}
            isMerging={merge.state === "underway"}
            onMerge={onMerge}
          />
        </div>
      </div>
    </section>
  );
}
