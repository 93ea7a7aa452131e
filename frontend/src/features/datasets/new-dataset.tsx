import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Dataset } from "@/api/gen/types.gen";
import { fieldErrors } from "@/api/problem";
import { Card } from "@/components/card";
import { ProblemNote } from "@/components/problem-note";
import { text } from "@/text/text";
import { LeaveGuard } from "./leave-guard";
import classes from "./new-dataset.module.css";
import { isSameSchema, newDraft, schemaOf } from "./schema-draft";
import { SchemaEditor } from "./schema-editor";
import { NO_ERRORS, schemaErrors } from "./schema-errors";
import { useMakeDataset } from "./use-datasets";

type Sending = { step: "writing" } | { step: "sending" } | { step: "refused"; error: unknown };

/** A dataset by hand: what it is called, and what a valid row is. */
export function NewDataset({ onMade }: { onMade: (dataset: Dataset) => void }) {
  const words = text.newDataset;
  const make = useMakeDataset();
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const [draft, setDraft] = useState(newDraft);
  const [errors, setErrors] = useState(NO_ERRORS);
  const [sending, setSending] = useState<Sending>({ step: "writing" });
  const said = sending.step === "refused" ? fieldErrors(sending.error) : {};
  const isEmpty = !title && !description && isSameSchema(schemaOf(draft), schemaOf(newDraft()));

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setSending({ step: "sending" });
    setErrors(NO_ERRORS);
    try {
      onMade(await make({ title, description, schema: schemaOf(draft) }));
    } catch (error) {
      setSending({ step: "refused", error });
      setErrors(schemaErrors(error, draft));
    }
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={words.title}>
      <Card>
        <div className={classes.about}>
          <TextInput
            label={words.name}
            required
            maxLength={200}
            value={title}
            error={said.title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Textarea
            label={words.description}
            description={words.descriptionHint}
            autosize
            minRows={2}
            value={description}
            error={said.description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </div>
      </Card>
      <SchemaEditor draft={draft} stored={[]} errors={errors} onChange={setDraft} />
      {sending.step === "refused" && errors.isElsewhere && !said.title && !said.description && (
        <ProblemNote error={sending.error} />
      )}
      <div>
        <Button type="submit" loading={sending.step === "sending"}>
          {words.make}
        </Button>
      </div>
      <LeaveGuard unsaved={!isEmpty} />
    </form>
  );
}
