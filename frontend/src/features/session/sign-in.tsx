import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Brand } from "@/components/brand";
import { LanguageSelect } from "@/components/language-select";
import { ProblemNote } from "@/components/problem-note";
import { text } from "@/text/text";
import classes from "./sign-in.module.css";

type Attempt = { step: "ready" } | { step: "sending" } | { step: "refused"; error: unknown };

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
      setAttempt({ step: "refused", error });
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
        {attempt.step === "refused" && <ProblemNote error={attempt.error} />}
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
          visibilityToggleButtonProps={{ "aria-label": text.signIn.showPassword }}
          required
          withAsterisk={false}
        />
        <Button type="submit" fullWidth loading={attempt.step === "sending"}>
          {text.signIn.submit}
        </Button>
        <p className={classes.hint}>{text.signIn.hint}</p>
        <LanguageSelect />
      </form>
    </main>
  );
}
