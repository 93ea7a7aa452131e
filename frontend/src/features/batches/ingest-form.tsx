import { Button, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { PriorityEnum } from "@/api/gen/types.gen";
import { fieldErrors } from "@/api/problem";
import { Card } from "@/components/card";
import { LiveText } from "@/components/live-text";
import { ProblemNote } from "@/components/problem-note";
import { text } from "@/text/text";
import { batchCount, readIds } from "./id-list";
import classes from "./ingest-form.module.css";
import { sendIds } from "./send-ids";

type Sending =
  | { step: "writing" }
  | { step: "sending" }
  | { step: "sent"; ids: number }
  | { step: "refused"; error: unknown };

const PRIORITIES: PriorityEnum[] = ["HIGH", "MEDIUM", "LOW"];

/** Ids to be fetched, and how urgently; what the server finds wrong stands at its field. */
export function IngestForm({ onSent }: { onSent: (ingestion: string) => void }) {
  const [written, write] = useState("");
  const [priority, setPriority] = useState<PriorityEnum>("MEDIUM");
  const [sending, setSending] = useState<Sending>({ step: "writing" });
  const words = text.batches.form;
  const ids = readIds(written);
  const refusals = sending.step === "refused" ? fieldErrors(sending.error) : {};
  const isTold = Boolean(refusals.ids ?? refusals.priority);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setSending({ step: "sending" });
    try {
      const ingestion = await sendIds(ids, priority);
      write("");
      setSending({ step: "sent", ids: ids.length });
      onSent(ingestion);
    } catch (error) {
      setSending({ step: "refused", error });
    }
  }

  return (
    <Card title={words.title}>
      <form className={classes.form} onSubmit={submit} aria-label={words.title} noValidate>
        <Textarea
          label={words.ids}
          description={words.idsHint}
          inputWrapperOrder={["label", "description", "input", "error"]}
          autosize
          minRows={3}
          maxRows={8}
          inputMode="numeric"
          spellCheck={false}
          value={written}
          onChange={(event) => write(event.currentTarget.value)}
          error={refusals.ids && <span lang="en">{refusals.ids}</span>}
        />
        <div className={classes.end}>
          <NativeSelect
            label={words.priority}
            value={priority}
            data={PRIORITIES.map((value) => ({ value, label: text.batches.priorities[value] }))}
            onChange={(event) => setPriority(event.currentTarget.value as PriorityEnum)}
            error={refusals.priority && <span lang="en">{refusals.priority}</span>}
          />
          <Button type="submit" loading={sending.step === "sending"}>
            {words.submit}
          </Button>
          <span className={classes.count}>
            {ids.length > 0 && words.count(ids.length, batchCount(ids.length))}
          </span>
        </div>
        {sending.step === "refused" && !isTold && <ProblemNote error={sending.error} />}
        <LiveText>{sending.step === "sent" ? words.sent(sending.ids) : ""}</LiveText>
      </form>
    </Card>
  );
}
