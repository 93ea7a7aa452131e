import { useState } from "react";
import type { Upload } from "@/api/gen/types.gen";
import { sentenceOf } from "@/api/problem";
import { LiveText } from "@/components/live-text";
import { Note } from "@/components/note";
import { PageHeading } from "@/components/page-heading";
import { Steps } from "@/components/steps";
import { bytes } from "@/text/format";
import { text } from "@/text/text";
import { barredWords } from "./barred";
import type { Draft, PrepareStep } from "./draft";
import type { ScreenProps } from "./prepare-screen";
import classes from "./prepare-screen.module.css";
import { StartBar } from "./start-bar";
import { StepContent } from "./step-content";
import { StepHeading } from "./step-heading";
import { rememberedAnswers, useAsLastTime } from "./use-as-last-time";
import type { Prepared } from "./use-prepared";
import { usePreview } from "./use-preview";
import { useStart } from "./use-start";

type Props = ScreenProps & { prepared: Prepared; upload: Upload };

/** The steps Check and Map of a file that is here. */
export function PrepareSteps({
  prepared,
  upload,
  step: asked,
  datasets,
  drawInto,
  onStep,
  onStarted,
}: Props) {
  const { draft, decide, unkept } = prepared;
  const reading = usePreview(upload.id, draft);
  const { preview } = reading;
  const dataset = datasets?.find(({ slug }) => slug === draft.dataset);
  const step = draft.dataset === undefined ? "check" : (asked ?? draft.step ?? "check");
  const usualTitle = upload.name.replace(/\.[^.]*$/, "") || upload.name;
  const { state, start } = useStart(prepared, preview, usualTitle, onStarted);
  // an address that names a step is that of somebody who wants to see it
  const answers = asked === undefined ? rememberedAnswers(draft, reading, dataset) : null;
  useAsLastTime(answers, (remembered) => void decide(remembered).then(() => start("check", remembered)));

  function go(next: PrepareStep) {
    void decide({ step: next });
    onStep(next);
  }

  const size = bytes(upload.size);
  const columns = preview ? text.prepare.columns(preview.labels.length) : "…";
  return (
    <div className={classes.screen}>
      <div>
        <PageHeading title={upload.name} lead={reading.error ? size : text.prepare.lead(size, columns)} />
        <Steps
          current={step}
          skipped={draft.dataset === undefined ? ["map"] : []}
          links={{
            upload: { to: "/" },
            check: { to: "/uploads/$id", params: { id: upload.id }, search: { step: "check" } },
          }}
        />
      </div>
      <LiveText>{announcement(reading.isChanging, draft)}</LiveText>
      <FocusedHeading step={step} />
      {unkept !== undefined && <Note tone="bad">{`${text.prepare.unkept} ${sentenceOf(unkept)}`}</Note>}
      {step === "check" && drawInto(draft.dataset, (slug) => void decide(elsewhere(slug)))}
      <StepContent
        step={step}
        reading={reading}
        dataset={dataset}
        draft={draft}
        usualTitle={usualTitle}
        onDecide={(part) => void decide(part)}
      />
      {preview && (
        <StartBar
          step={step}
          hasMap={draft.dataset !== undefined}
          fileName={upload.name}
          state={state}
          barred={barredWords(reading, draft, dataset)}
          onStep={go}
          onStart={(what) => void start(what)}
        />
      )}
    </div>
  );
}

/** The heading of the step, which takes the focus once the step has changed. */
function FocusedHeading({ step }: { step: PrepareStep }) {
  const [shown, setShown] = useState({ step, hasMoved: false });
  if (shown.step !== step) setShown({ step, hasMoved: true });
  const title = step === "map" ? text.mapping.title : text.check.title;
  return <StepHeading key={step} title={title} takesFocus={shown.hasMoved} />;
}

/** Another dataset asks for its own mapping and ways. */
function elsewhere(dataset: string | undefined): Partial<Draft> {
  return { dataset, mapping: undefined, mode: undefined, duplicates: undefined, remember: undefined };
}

function announcement(isChanging: boolean, { dialect = {} }: Draft): string {
  if (isChanging) return text.prepare.changing;
  return Object.keys(dialect).length > 0 ? text.prepare.redrawn : "";
}
