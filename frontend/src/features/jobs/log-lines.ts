import type { Event } from "@/api/gen/types.gen";
import { count } from "@/text/format";
import { text } from "@/text/text";

/** What an event says: the sentence that was written, or the status with how far the job had come. */
export function lineWords({ type, data }: Event): string {
  if (type === "log") return textOf(data.message);
  const status = textOf(data.status);
  const parts = [text.status[status as keyof typeof text.status] ?? status];
  if (Number(data.total) > 0)
    parts.push(text.jobs.job.unitsOf(count(Number(data.done)), count(Number(data.total))));
  const failure = data.failure as { message?: unknown } | undefined;
  if (failure) parts.push(textOf(failure.message));
  return parts.join(" · ");
}

/** How grave a line is; a change of status is nothing to worry about. */
export function levelOf({ type, data }: Event): string {
  return type === "log" ? textOf(data.level) : "";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
