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
import { Chip } from "./chip";
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

/** How it stands with something that a worker does. */
export function StatusChip({ status, dryRun = false }: Props) {
  const { tone, icon } = LOOKS[status];
  const chip = (
    <Chip tone={dryRun && tone === "good" ? "quiet" : tone} icon={icon} turning={status === "processing"}>
      {text.status[status]}
    </Chip>
  );
  if (!dryRun) return chip;
  return (
    <span className={classes.pair}>
      <Chip tone="busy" icon={IconFlask} dashed>
        {text.dryRun.badge}
      </Chip>{" "}
      {chip}
    </span>
  );
}
