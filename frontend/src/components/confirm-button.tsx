import { Button, type ButtonProps } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Question } from "./confirm-dialog";

const ConfirmDialog = lazy(() => import("./confirm-dialog"));

interface Props extends ButtonProps {
  question: Question;
  onConfirm: () => Promise<unknown>;
  onOther?: () => Promise<unknown>;
  "aria-label"?: string;
}

/** A button whose act is asked about once, saying what stays, before it is done. */
export function ConfirmButton({ question, onConfirm, onOther, ...button }: Props) {
  const [state, setState] = useState<"unasked" | "asking" | "asked">("unasked");
  return (
    <>
      <Button variant="default" {...button} onClick={() => setState("asking")} />
      {state !== "unasked" && (
        <Suspense>
          <ConfirmDialog
            question={question}
            opened={state === "asking"}
            onClose={() => setState("asked")}
            onConfirm={onConfirm}
            onOther={onOther}
          />
        </Suspense>
      )}
    </>
  );
}
