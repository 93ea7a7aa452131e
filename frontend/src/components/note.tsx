import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./note.module.css";
import type { Tone } from "./tone";

const ICONS = {
  good: IconCircleCheck,
  partial: IconAlertTriangle,
  bad: IconCircleX,
  busy: IconInfoCircle,
  quiet: IconInfoCircle,
} satisfies Record<Tone, unknown>;

/** A sentence set apart, its tone told by an icon as well as by colour. */
export function Note({
  tone,
  title,
  children,
  actions,
}: {
  tone: Tone;
  title?: string;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const Icon = ICONS[tone];
  return (
    <div className={classes.note} data-tone={tone}>
      <Icon className={classes.icon} size={20} stroke={1.8} aria-hidden />
      <div className={classes.body}>
        {title && <strong className={classes.title}>{title}</strong>}
        <div>{children}</div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}
