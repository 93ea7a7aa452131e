import { IconCheck, IconCircleMinus, IconHelpCircle, IconPointer, IconSparkles } from "@tabler/icons-react";
import { Chip } from "@/components/chip";
import { text } from "@/text/text";
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
  return (
    <Chip tone={TONES[status]} icon={ICONS[status]}>
      {text.mapping.statuses[status]}
    </Chip>
  );
}
