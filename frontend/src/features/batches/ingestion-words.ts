import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconLoader2,
} from "@tabler/icons-react";
import type { Batch, IdResult, Ingestion } from "@/api/gen/types.gen";
import type { ChipStatus } from "@/components/status-chip";
import type { Tone } from "@/components/tone";
import { text } from "@/text/text";

interface Look {
  tone: Tone;
  icon: typeof IconClock;
  word: string;
  turning?: boolean;
}

/** How it stands with a request: green only when every id of it came. */
export function ingestionLook({ status, ids, ids_fetched, batches }: Ingestion): Look {
  const words = text.batches;
  if (status === "yet_to_start") return { tone: "quiet", icon: IconClock, word: words.words.yet_to_start };
  if (status === "triggered")
    return { tone: "busy", icon: IconLoader2, word: words.words.triggered, turning: true };
  if (ids_fetched === ids) return { tone: "good", icon: IconCircleCheck, word: words.words.completed };
  if (ids_fetched > 0) return { tone: "partial", icon: IconAlertTriangle, word: words.incomplete };
  if (batches.cancelled > 0) return { tone: "quiet", icon: IconCircleMinus, word: words.stopped };
  return { tone: "bad", icon: IconCircleX, word: words.failed };
}

/** How it stands with a batch; one with ids that did not come is never green. */
export function batchChip({ job_status, failed }: Batch): ChipStatus {
  return job_status === "completed" && failed > 0 ? "partial" : job_status;
}

const OUTCOMES: Record<IdResult["status"], { tone: Tone; icon: typeof IconClock }> = {
  waiting: { tone: "quiet", icon: IconClock },
  fetched: { tone: "good", icon: IconCircleCheck },
  failed: { tone: "bad", icon: IconCircleX },
  cancelled: { tone: "quiet", icon: IconCircleMinus },
};

export function outcomeLook({ status }: IdResult): Look {
  return { ...OUTCOMES[status], word: text.batches.request.outcomes[status] };
}

/** What a request is called: "7 ids". */
export function ingestionName({ ids }: Ingestion): string {
  return text.batches.ids(ids);
}

/** How much of it has been tried, from 0 to 1. */
export function ingestionShare({ ids, ids_fetched, ids_failed }: Ingestion): number {
  return (ids_fetched + ids_failed) / ids;
}

export function canCancel({ status }: Ingestion): boolean {
  return status !== "completed";
}

/** What is asked before a request is cancelled. */
export function cancelQuestion() {
  const words = text.batches;
  return {
    title: words.cancelTitle,
    detail: words.cancelDetail,
    confirm: words.cancelConfirm,
    keep: words.cancelKeep,
  };
}
