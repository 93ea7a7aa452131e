import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { sentenceOf } from "@/api/problem";
import { Brand } from "@/components/brand";
import { Note } from "@/components/note";
import { text } from "@/text/text";
import classes from "./sign-in.module.css";

type Attempt = { step: "ready" } | { step: "sending" } | { step: "refused"; why: string };

export function SignIn({ onSignIn }: { onSignIn: (email: string, password: string) => Promise<void> }) {
  const [attempt, setAttempt] = useState<Attempt>({ step: "ready" });
  const email = useRef<HTMLInputElement>(null);

  useEffect(() => email.current?.focus(), []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setAttempt({ step: "sending" });
    try {
      await onSignIn(String(form.get("email")), String(form.get("password")));
    } catch (error) {
      setAttempt({ step: "refused", why: sentenceOf(error) });
    }
  }

  return (
    <main className={classes.page}>
      <title>{`${text.signIn.title} · ${text.product}`}</title>
      <form className={classes.card} onSubmit={submit}>
        <Brand />
        <div>
          <h1 className={classes.title}>{text.signIn.title}</h1>
          <p className={classes.lead}>{text.signIn.lead}</p>
        </div>
        {attempt.step === "refused" && (
          <div role="alert">
            <Note tone="bad">{attempt.why}</Note>
          </div>
        )}
        <TextInput
          ref={email}
          name="email"
          type="email"
          label={text.signIn.email}
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <PasswordInput
          name="password"
          label={text.signIn.password}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <Button type="submit" fullWidth loading={attempt.step === "sending"}>
          {text.signIn.submit}
        </Button>
        <p className={classes.hint}>{text.signIn.hint}</p>
      </form>
    </main>
  );
}
