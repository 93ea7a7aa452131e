import type { JobStatusEnum } from "@/api/gen/types.gen";
import { text } from "@/text/text";

const STATUSES: JobStatusEnum[] = ["pending", "processing", "paused", "completed", "failed", "cancelled"];

export function statusChoices(): { value: JobStatusEnum; label: string }[] {
  return STATUSES.map((status) => ({ value: status, label: text.status[status] }));
}
