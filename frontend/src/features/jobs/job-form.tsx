import { Button } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Job, Kind } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { fieldErrors } from "@/api/problem";
import { ProblemNote } from "@/components/problem-note";
import { text } from "@/text/text";
import classes from "./job-form.module.css";
import { ParamInput } from "./param-input";
import { changesOf, fieldsOf, paramsOf, writtenOf } from "./params-form";
import { JOBS, jobPath } from "./paths";

type Sending =
  | { step: "writing" }
  | { step: "unreadable"; names: string[] }
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
  const [written, setWritten] = useState(() => writtenOf(kind.parameters, fields, like?.params));
  const [sending, setSending] = useState<Sending>({ step: "writing" });
  const words = text.jobs.form;
  const refusals = sending.step === "refused" ? fieldErrors(sending.error) : {};
  const isTold = fields.some(({ name }) => refusals[`params.${name}`]);

  function errorOf(name: string): string | undefined {
    if (sending.step === "unreadable" && sending.names.includes(name)) return words.noJson;
    return refusals[`params.${name}`];
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { params, unreadable } = paramsOf(fields, written);
    if (unreadable.length > 0) return setSending({ step: "unreadable", names: unreadable });
    setSending({ step: "sending" });
    try {
      onAccepted(
        like
          ? await send<Job>("POST", `${jobPath(like.id)}again/`, { params: changesOf(like.params, params) })
          : await send<Job>("POST", JOBS, { kind: kind.name, params }),
      );
    } catch (error) {
      setSending({ step: "refused", error });
    }
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={kind.title}>
      <p className={classes.lead}>{kind.description}</p>
      {fields.length === 0 && <p className={classes.lead}>{text.jobs.job.noParams}</p>}
      {fields.map((field) => (
        <ParamInput
          key={field.name}
          field={field}
          written={written[field.name] ?? ""}
          error={errorOf(field.name)}
          onWrite={(said) => setWritten((now) => ({ ...now, [field.name]: said }))}
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
