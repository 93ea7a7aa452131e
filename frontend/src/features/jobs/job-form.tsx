import { Button } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Job, Kind } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { fieldErrors } from "@/api/problem";
import { Note } from "@/components/note";
import { ProblemNote } from "@/components/problem-note";
import { text } from "@/text/text";
import classes from "./job-form.module.css";
import { fieldsOf } from "./param-fields";
import { ParamInput } from "./param-input";
import { changesOf, paramsOf, writtenOf } from "./params-form";
import { JOBS, jobPath } from "./paths";
import { isRefused, type Refusal, refusalOf } from "./refusals";
import { useFormDraft } from "./use-form-draft";

type Sending =
  | { step: "writing" }
  | { step: "unreadable"; names: string[] }
  /** Files of it are still on their way. */
  | { step: "not-here" }
  | { step: "sending" }
  | { step: "refused"; error: unknown };

interface Props {
  kind: Kind;
  /** The job whose parameters it begins with, when one is run again. */
  like?: Job | undefined;
  onAccepted: (job: Job) => void;
}

/** The parameters of a kind of job, drawn from its JSON Schema. */
export function JobForm({ kind, like, onAccepted }: Props) {
  const fields = fieldsOf(kind.parameters);
  const draft = useFormDraft(like?.id ?? kind.name, writtenOf(kind.parameters, fields, like?.params));
  const [sending, setSending] = useState<Sending>({ step: "writing" });
  const [busy, setBusy] = useState<Record<string, number>>({});
  // what is on its way is given up with the rest of the form
  const [round, setRound] = useState(0);
  const words = text.jobs.form;
  const refusals = sending.step === "refused" ? fieldErrors(sending.error) : {};
  const isTold = fields.some(({ name }) => isRefused(refusalOf(refusals, name)));
  const isOnlyFiles = fields.filter(({ input }) => input === "files").length === 1;

  function refusal(name: string): Refusal {
    if (sending.step === "unreadable" && sending.names.includes(name)) return said(words.noJson);
    if (sending.step === "not-here" && busy[name]) return said(text.tasks.form.notHere);
    return refusalOf(refusals, name);
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { params, unreadable } = paramsOf(fields, draft.written);
    if (unreadable.length > 0) return setSending({ step: "unreadable", names: unreadable });
    if (Object.values(busy).some(Boolean)) return setSending({ step: "not-here" });
    setSending({ step: "sending" });
    try {
      const job = like
        ? await send<Job>("POST", `${jobPath(like.id)}again/`, { params: changesOf(like.params, params) })
        : await send<Job>("POST", JOBS, { kind: kind.name, params });
      draft.forget();
      onAccepted(job);
    } catch (error) {
      setSending({ step: "refused", error });
    }
  }

  function clear() {
    draft.clear();
    setSending({ step: "writing" });
    setRound((now) => now + 1);
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={kind.title}>
      <p className={classes.lead}>{kind.description}</p>
      {draft.isRestored && (
        <Note
          tone="quiet"
          actions={
            <Button size="xs" variant="default" onClick={clear}>
              {text.tasks.form.clear}
            </Button>
          }
        >
          {text.tasks.form.draft}
        </Note>
      )}
      {fields.length === 0 && <p className={classes.lead}>{text.jobs.job.noParams}</p>}
      {fields.map((field) => (
        <ParamInput
          key={`${field.name} ${round}`}
          field={field}
          written={draft.written[field.name] ?? ""}
          refusal={refusal(field.name)}
          onWrite={(now) => draft.write(field.name, now)}
          earlier={like?.params[field.name]}
          takesGifts={isOnlyFiles}
          onBusy={(files) => setBusy((now) => ({ ...now, [field.name]: files }))}
        />
      ))}
      {sending.step === "refused" && !isTold && <ProblemNote error={sending.error} />}
      <div>
        <Button type="submit" loading={sending.step === "sending"}>
          {like ? words.again : words.submit}
        </Button>
      </div>
    </form>
  );
}

function said(why: string): Refusal {
  return { whole: why, parts: {} };
}
