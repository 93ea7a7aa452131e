import type { JobStatusEnum } from "@/api/gen/types.gen";
import type { Choice } from "@/components/filters";
import { text } from "@/text/text";

const STATUSES: JobStatusEnum[] = ["pending", "processing", "paused", "completed", "failed", "cancelled"];

export function statusChoices(): Choice[] {
  return STATUSES.map((status) => ({ value: status, label: text.status[status] }));
}
