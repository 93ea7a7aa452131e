import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import classes from "./confirm-dialog.module.css";
import { ProblemNote } from "./problem-note";

/** What is asked before an act that changes much. */
export interface Question {
  title: string;
  detail: string;
  confirm: string;
  keep: string;
  /** Another way to do it. */
  other?: string | undefined;
  /** It can be done back: then its button is not red. */
  mild?: boolean;
}

type Act = { step: "asked" } | { step: "doing"; what: string } | { step: "refused"; error: unknown };

interface Props {
  question: Question;
  opened: boolean;
  onClose: () => void;
  onConfirm: () => Promise<unknown>;
  onOther?: (() => Promise<unknown>) | undefined;
}

export default function ConfirmDialog({ question, opened, onClose, onConfirm, onOther }: Props) {
  const [act, setAct] = useState<Act>({ step: "asked" });
  const color = question.mild ? "iris" : "ember";

  async function run(what: string, doIt: () => Promise<unknown>) {
    setAct({ step: "doing", what });
    try {
      await doIt();
      setAct({ step: "asked" });
      onClose();
    } catch (error) {
      setAct({ step: "refused", error });
    }
  }

  function button(what: string, doIt: () => Promise<unknown>, variant: "filled" | "outline") {
    return (
      <Button
        color={color}
        variant={variant}
        loading={act.step === "doing" && act.what === what}
        disabled={act.step === "doing" && act.what !== what}
        onClick={() => void run(what, doIt)}
      >
        {what}
      </Button>
    );
  }

  return (
    <Modal.Root opened={opened} onClose={onClose} centered radius="lg" size={question.other ? 580 : "md"}>
      <Modal.Overlay />
      <Modal.Content bg="var(--surface)">
        {/* no Modal.Header: it would be a second banner of the page */}
        <Modal.Body className={classes.body}>
          <Modal.Title className={classes.title}>{question.title}</Modal.Title>
          <p className={classes.detail}>{question.detail}</p>
          {act.step === "refused" && <ProblemNote error={act.error} />}
          <div className={classes.actions}>
            <Button variant="default" onClick={onClose} data-autofocus>
              {question.keep}
            </Button>
            {question.other && onOther && button(question.other, onOther, "outline")}
            {button(question.confirm, onConfirm, "filled")}
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
