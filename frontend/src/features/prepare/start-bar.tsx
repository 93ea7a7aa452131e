import { Button } from "@mantine/core";
import { KnownFile } from "@/components/known-file";
import { Note } from "@/components/note";
import { ProblemNote } from "@/components/problem-note";
import { text } from "@/text/text";
import type { PrepareStep } from "./draft";
import classes from "./start-bar.module.css";
import type { Start, StartState } from "./use-start";

interface Props {
  step: PrepareStep;
  /** Whether there are columns to be mapped at all. */
  hasMap: boolean;
  fileName: string;
  state: StartState;
  /** Why nothing can be started yet; empty when it can. */
  barred: string;
  onStep: (step: PrepareStep) => void;
  onStart: (what: Start) => void;
}

/** What can be done next, always in sight; and why not, where it cannot. */
export function StartBar({ step, hasMap, fileName, state, barred, onStep, onStart }: Props) {
  const starts = (what: Start) => state.step === "starting" && state.what === what;
  const isBarred = barred !== "" || state.step === "starting";
  const leadsToMap = step === "check" && hasMap;
  return (
    <div className={classes.bar}>
      {state.step === "refused" && <ProblemNote error={state.error} />}
      {state.step === "known" && (
        <div role="alert">
          <Note tone="bad">
            <KnownFile
              file={fileName}
              dataset={state.dataset}
              earlier={state.earlier}
              onAnyway={() => onStart("import-anyway")}
            />
          </Note>
        </div>
      )}
      <div className={classes.acts}>
        {step === "map" && (
          <Button variant="default" onClick={() => onStep("check")}>
            {text.prepare.toCheck}
          </Button>
        )}
        {leadsToMap ? (
          <Button onClick={() => onStep("map")}>{text.prepare.toMap}</Button>
        ) : (
          <Button
            loading={starts("check")}
            disabled={isBarred && !starts("check")}
            aria-describedby="start-hint"
            onClick={() => onStart("check")}
          >
            {text.prepare.checkAll}
          </Button>
        )}
        <Button
          variant="default"
          loading={starts("import") || starts("import-anyway")}
          disabled={isBarred && !starts("import")}
          aria-describedby="start-hint"
          onClick={() => onStart("import")}
        >
          {text.prepare.now}
        </Button>
        <p id="start-hint" className={classes.hint}>
          {barred || (leadsToMap ? "" : text.prepare.checkAllHint)}
        </p>
      </div>
    </div>
  );
}
