import { Button, Modal } from "@mantine/core";
import { useState } from "react";
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
    <Modal
      opened={opened}
      onClose={onClose}
      title={question.title}
      centered
      radius="lg"
      closeButtonProps={{ "aria-label": question.keep }}
    >
      <p style={{ margin: "0 0 20px", color: "var(--ink-soft)" }}>{question.detail}</p>
      {act.step === "refused" && (
        <div style={{ marginBottom: 16 }}>
          <ProblemNote error={act.error} />
        </div>
      )}
      <div style={{ display: "flex", flexWrap: "wrap", justifyContent: "flex-end", gap: 8 }}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {question.keep}
        </Button>
        <Button color="red" variant="filled" loading={act.step === "doing"} onClick={confirm}>
          {question.confirm}
        </Button>
      </div>
    </Modal>
  );
}
