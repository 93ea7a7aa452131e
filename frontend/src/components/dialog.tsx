import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { text } from "@/text/text";
import classes from "./dialog.module.css";

interface Props {
  title: string;
  lead?: string;
  opened: boolean;
  onClose: () => void;
  /** The buttons, the main one last. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A question with a form in it, over the page; Escape and the cross leave everything as it was. */
export function Dialog({ title, lead, opened, onClose, actions, children }: Props) {
  return (
    <Modal.Root opened={opened} onClose={onClose} centered radius="lg" size="lg">
      <Modal.Overlay />
      <Modal.Content bg="var(--surface)">
        {/* no Modal.Header: it would be a second banner of the page */}
        <Modal.Body className={classes.body}>
          <Modal.CloseButton className={classes.close} aria-label={text.close} />
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          {lead && <p className={classes.lead}>{lead}</p>}
          {children}
          {actions && <div className={classes.actions}>{actions}</div>}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
