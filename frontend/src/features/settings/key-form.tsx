import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldErrors } from "@/api/problem";
import { ProblemNote } from "@/components/problem-note";
import { text } from "@/text/text";
import classes from "./key-form.module.css";
import { endOfDay } from "./key-state";
import { type NewKey, SCOPES } from "./use-keys";

type Making = { step: "ready" } | { step: "sending" } | { step: "refused"; error: unknown };

export function KeyForm({ onCreate }: { onCreate: (wanted: NewKey) => Promise<void> }) {
  const [making, setMaking] = useState<Making>({ step: "ready" });
  const errors = making.step === "refused" ? fieldErrors(making.error) : {};

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    setMaking({ step: "sending" });
    try {
      await onCreate(wantedKey(new FormData(form)));
      form.reset();
      setMaking({ step: "ready" });
    } catch (error) {
      setMaking({ step: "refused", error });
    }
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        name="name"
        label={text.settings.name}
        placeholder={text.settings.namePlaceholder}
        required
        withAsterisk={false}
        maxLength={100}
        error={errors.name}
      />
      <TextInput
        name="expires"
        type="date"
        label={text.settings.expires}
        description={text.settings.expiresHint}
        error={errors.expires_at}
        inputWrapperOrder={["label", "input", "description", "error"]}
      />
      <Checkbox.Group
        label={text.settings.scopes}
        defaultValue={["read", "write"]}
        error={errors.scopes}
        className={classes.scopes}
      >
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            name="scopes"
            value={scope}
            label={text.settings.scopeNames[scope]}
            description={text.settings.scopeHints[scope]}
            mt="xs"
          />
        ))}
      </Checkbox.Group>
      {making.step === "refused" && Object.keys(errors).length === 0 && (
        <div className={classes.whole}>
          <ProblemNote error={making.error} />
        </div>
      )}
      <div className={classes.whole}>
        <Button type="submit" loading={making.step === "sending"}>
          {text.settings.create}
        </Button>
      </div>
    </form>
  );
}

function wantedKey(form: FormData): NewKey {
  const expires = String(form.get("expires") ?? "");
  return {
    name: String(form.get("name") ?? "").trim(),
    scopes: SCOPES.filter((scope) => form.getAll("scopes").includes(scope)),
    ...(expires && { expires_at: endOfDay(expires) }),
  };
}
