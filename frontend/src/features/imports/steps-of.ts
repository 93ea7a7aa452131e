import type { Step, StepsProps } from "@/components/steps";
import type { ImportJob } from "./api-types";
import { hasEnded, type ImportView } from "./import-view";

/** Where an import stands on its way, and how one comes back to what was before. */
export function stepsOf(job: ImportJob, view: ImportView): StepsProps {
  const current: Step = job.dry_run ? "review" : hasEnded(view) ? "result" : "import";
  if (job.dry_run) return { current };
  if (!job.review) return { current, skipped: ["review"] };
  return { current, links: { review: { to: "/imports/$id", params: { id: job.review } } } };
}
