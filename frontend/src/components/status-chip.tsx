import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconFlask,
  IconLoader2,
  IconPlayerPause,
} from "@tabler/icons-react";
import { text } from "@/text/text";
import classes from "./status-chip.module.css";
import type { Tone } from "./tone";

export type ChipStatus = keyof typeof text.status;

const LOOKS: Record<ChipStatus, { tone: Tone; icon: typeof IconClock }> = {
  pending: { tone: "quiet", icon: IconClock },
  processing: { tone: "busy", icon: IconLoader2 },
  paused: { tone: "quiet", icon: IconPlayerPause },
  completed: { tone: "good", icon: IconCircleCheck },
  partial: { tone: "partial", icon: IconAlertTriangle },
  failed: { tone: "bad", icon: IconCircleX },
  cancelled: { tone: "quiet", icon: IconCircleMinus },
  setAside: { tone: "bad", icon: IconAlertOctagon },
  undone: { tone: "quiet", icon: IconArrowBackUp },
};

interface Props {
  status: ChipStatus;
  /** It was only tried: said beside the status, which then is never green. */
  dryRun?: boolean;
}

/** A status told three ways: word, icon, colour. */
export function StatusChip({ status, dryRun = false }: Props) {
  const { tone, icon: Icon } = LOOKS[status];
  const chip = (
    <span
      className={classes.chip}
      data-tone={dryRun && tone === "good" ? "quiet" : tone}
      data-status={status}
    >
      <Icon size={14} stroke={2} aria-hidden className={classes.icon} />
      {text.status[status]}
    </span>
  );
  if (!dryRun) return chip;
  return (
    <span className={classes.pair}>
      <span className={classes.chip} data-tone="busy" data-dry-run>
        <IconFlask size={14} stroke={2} aria-hidden />
        {text.dryRun.badge}
      </span>{" "}
      {chip}
    </span>
  );
}
