import { IconCheck, IconCircleMinus, IconHelpCircle, IconPointer, IconSparkles } from "@tabler/icons-react";
import { text } from "@/text/text";
import classes from "./mapping-chip.module.css";
import { type MappingStatus, TONES } from "./mapping-rows";

const ICONS: Record<MappingStatus, typeof IconCheck> = {
  matched: IconCheck,
  suggested: IconSparkles,
  chosen: IconPointer,
  unmapped: IconHelpCircle,
  ignored: IconCircleMinus,
};

/** How sure it is where a column goes: by word, icon and colour. */
export function MappingChip({ status }: { status: MappingStatus }) {
  const Icon = ICONS[status];
  return (
    <span className={classes.chip} data-tone={TONES[status]}>
      <Icon size={14} stroke={2} aria-hidden />
      {text.mapping.statuses[status]}
    </span>
  );
}
