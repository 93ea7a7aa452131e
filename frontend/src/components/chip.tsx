import type { IconClock } from "@tabler/icons-react";
import classes from "./chip.module.css";
import type { Tone } from "./tone";

interface Props {
  tone: Tone;
  icon: typeof IconClock;
  children: string;
  /** Its icon turns, since something goes on. */
  turning?: boolean;
  dashed?: boolean;
}

/** A word of state told three ways: word, icon, colour. */
export function Chip({ tone, icon: Icon, children, turning, dashed }: Props) {
  return (
    <span
      className={classes.chip}
      data-tone={tone}
      data-turning={turning || undefined}
      data-dashed={dashed || undefined}
    >
      <Icon size={14} stroke={2} aria-hidden className={classes.icon} />
      {children}
    </span>
  );
}
