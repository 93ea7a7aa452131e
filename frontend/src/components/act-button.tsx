import { Button, type ButtonProps } from "@mantine/core";
import { useState } from "react";
import { sentenceOf } from "@/api/problem";

type Act = { step: "ready" } | { step: "doing" } | { step: "refused"; why: string };

interface Props extends ButtonProps {
  onAct: () => Promise<unknown>;
  "aria-label"?: string;
}

/** A button that does one thing on the server and says beside it why not, when it could not. */
export function ActButton({ onAct, ...button }: Props) {
  const [act, setAct] = useState<Act>({ step: "ready" });

  async function run() {
    setAct({ step: "doing" });
    try {
      await onAct();
      setAct({ step: "ready" });
    } catch (error) {
      setAct({ step: "refused", why: sentenceOf(error) });
    }
  }

  return (
    <>
      <Button {...button} loading={act.step === "doing"} onClick={run} />
      {act.step === "refused" && (
        <span role="alert" style={{ color: "var(--bad-ink)", fontSize: 13, alignSelf: "center" }}>
          {act.why}
        </span>
      )}
    </>
  );
}
