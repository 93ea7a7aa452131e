import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import classes from "./confirm-dialog.module.css";
import { ProblemNote } from "./problem-note";

/** What is asked before an act that cannot be taken back. */
export interface Question {
  title: string;
  detail: string;
  confirm: string;
  keep: string;
}

type Act = { step: "asked" } | { step: "doing" } | { step: "refused"; error: unknown };

interface Props {
  question: Question;
  opened: boolean;
  onClose: () => void;
  onConfirm: () => Promise<unknown>;
}

export default function ConfirmDialog({ question, opened, onClose, onConfirm }: Props) {
  const [act, setAct] = useState<Act>({ step: "asked" });

  async function confirm() {
    setAct({ step: "doing" });
    try {
      await onConfirm();
      setAct({ step: "asked" });
      onClose();
    } catch (error) {
      setAct({ step: "refused", error });
    }
  }

  return (
    <Modal.Root opened={opened} onClose={onClose} centered radius="lg">
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
            <Button color="ember" loading={act.step === "doing"} onClick={confirm}>
              {question.confirm}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
