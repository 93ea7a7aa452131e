import { Button, Radio, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { send } from "@/api/http";
import { fieldErrors } from "@/api/problem";
import { Card } from "@/components/card";
import { Note } from "@/components/note";
import { ProblemNote } from "@/components/problem-note";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { type Draft, requestOf } from "./draft";
import { EventEditor } from "./event-editor";
import { firstFault, NO_ERRORS, placedErrors, withoutCell, withoutField } from "./event-errors";
import type { Place } from "./event-lines";
import { MOST_EVENTS } from "./events";
import classes from "./report-form.module.css";
import { useReportDraft } from "./use-report-draft";

type Sending =
  | { step: "writing" }
  | { step: "barred"; why: string }
  | { step: "sending" }
  /** `isPlaced` when all of it is said where it is to be mended. */
  | { step: "refused"; error: unknown; isPlaced: boolean };

interface Props {
  /** Whose draft it is. */
  owner: string;
  wantsSample: boolean;
  onSample: (wanted: boolean) => void;
  onMade: (id: string) => void;
}

/** Whose events they are, what happened when, and what the report is written as. */
export function ReportForm({ owner, wantsSample, onSample, onMade }: Props) {
  const words = text.newReport;
  const { draft, begun, isHomeless, ...keeper } = useReportDraft(owner, wantsSample);
  const [sending, setSending] = useState<Sending>({ step: "writing" });
  const [errors, setErrors] = useState(NO_ERRORS);
  const [wanted, setWanted] = useState<Place>();

  function change(part: Partial<Draft>) {
    keeper.change(part);
    for (const name of Object.keys(part)) setErrors((now) => withoutField(now, name));
    setSending((now) => (now.step === "barred" ? { step: "writing" } : now));
  }

  function startWith(what: "empty" | "sample") {
    keeper.startWith(what);
    setErrors(NO_ERRORS);
    setSending({ step: "writing" });
    onSample(what === "sample");
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const { body, sent } = requestOf(draft);
    if (sent.length === 0) {
      setWanted(draft.rows[0] && { key: draft.rows[0].key, cell: "unit" });
      return setSending({ step: "barred", why: words.noEvents });
    }
    if (sent.length > MOST_EVENTS) {
      const why = words.tooMany(text.reports.eventCount(sent.length), count(MOST_EVENTS));
      return setSending({ step: "barred", why });
    }
    setSending({ step: "sending" });
    setErrors(NO_ERRORS);
    try {
      const { task_id } = await send<{ task_id: string }>("POST", `/assignment/${draft.format}`, body);
      keeper.forget();
      onMade(task_id);
    } catch (error) {
      const placed = placedErrors(fieldErrors(error), sent);
      const [field] = Object.keys(placed.fields);
      setErrors(placed);
      setSending({ step: "refused", error, isPlaced: field !== undefined || placed.cells.size > 0 });
      if (field) form.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
      else setWanted(firstFault(placed, sent));
    }
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={words.title}>
      {begun === "kept" && (
        <Note
          tone="quiet"
          actions={
            <Button size="xs" variant="default" onClick={() => startWith("empty")}>
              {words.discard}
            </Button>
          }
        >
          {words.kept}
        </Note>
      )}
      {begun === "sample" && <Note tone="quiet">{words.sampleNote}</Note>}
      <About draft={draft} errors={errors.fields} onChange={change} />
      <EventEditor
        rows={draft.rows}
        errors={errors}
        wanted={wanted}
        onWant={setWanted}
        onRows={(rows) => change({ rows })}
        onWritten={(key, cell) => setErrors((now) => withoutCell(now, key, cell))}
        onAbout={({ student_id, namespace }) =>
          change({
            ...(student_id && !draft.student_id && { student_id }),
            ...(namespace && !draft.namespace && { namespace }),
          })
        }
        onSample={() => startWith("sample")}
      />
      <Refusal
        sending={sending}
        faults={errors.cells.size}
        others={errors.others}
        onNext={() => setWanted(firstFault(errors, draft.rows))}
      />
      {isHomeless && <Note tone="partial">{words.notKept}</Note>}
      <div>
        <Button type="submit" loading={sending.step === "sending"}>
          {words.submit}
        </Button>
      </div>
    </form>
  );
}

interface AboutProps {
  draft: Draft;
  errors: Record<string, string>;
  onChange: (part: Partial<Draft>) => void;
}

function About({ draft, errors, onChange }: AboutProps) {
  const words = text.newReport;
  return (
    <Card title={words.about}>
      <div className={classes.about}>
        <TextInput
          name="student_id"
          label={words.student}
          required
          maxLength={100}
          autoComplete="off"
          value={draft.student_id}
          error={errors.student_id}
          onChange={(event) => onChange({ student_id: event.currentTarget.value })}
        />
        <TextInput
          name="namespace"
          label={words.namespace}
          description={words.namespaceHint}
          inputWrapperOrder={["label", "input", "description", "error"]}
          maxLength={200}
          autoComplete="off"
          value={draft.namespace}
          error={errors.namespace}
          onChange={(event) => onChange({ namespace: event.currentTarget.value })}
        />
        <Radio.Group
          label={words.format}
          value={draft.format}
          onChange={(format) => onChange({ format: format === "pdf" ? "pdf" : "html" })}
        >
          <div className={classes.formats}>
            <Radio value="html" label={words.formats.html} />
            <Radio value="pdf" label={words.formats.pdf} />
          </div>
        </Radio.Group>
      </div>
    </Card>
  );
}

interface RefusalProps {
  sending: Sending;
  faults: number;
  others: string[];
  onNext: () => void;
}

/** Why no report was made, and the way to what is to be mended. */
function Refusal({ sending, faults, others, onNext }: RefusalProps) {
  const words = text.newReport;
  if (sending.step === "barred") {
    return (
      <div role="alert">
        <Note tone="bad">{sending.why}</Note>
      </div>
    );
  }
  if (sending.step !== "refused") return null;
  if (faults === 0 && others.length === 0) {
    return sending.isPlaced ? null : <ProblemNote error={sending.error} />;
  }
  const next = faults > 0 && (
    <Button size="xs" variant="default" onClick={onNext}>
      {words.nextFault}
    </Button>
  );
  return (
    <div role="alert">
      <Note tone="bad" title={words.refused} actions={next}>
        {faults > 0 && <div>{words.faults(faults)}</div>}
        {others.map((message) => (
          <div key={message} lang="en">
            {message}
          </div>
        ))}
      </Note>
    </div>
  );
}
