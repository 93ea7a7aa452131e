import type { LinkProps } from "@tanstack/react-router";
import type { ImportJob } from "@/api/gen/types.gen";
import type { Step, StepsProps } from "@/components/steps";
import { hasEnded, type ImportView } from "./import-view";

/** Where an import stands on its way, and how one comes back to what was before. */
export function stepsOf(job: ImportJob, view: ImportView, upload: string | undefined): StepsProps {
  if (job.dry_run) return reviewSteps(job, upload);
  const current: Step = hasEnded(view) ? "result" : "import";
  if (!job.review) return { current, skipped: ["review"] };
  return { current, links: { review: { to: "/imports/$id", params: { id: job.review } } } };
}

/** Columns of a file that makes a dataset of its own are not mapped. */
function reviewSteps({ dataset }: ImportJob, upload: string | undefined): StepsProps {
  const isNew = dataset === null;
  return {
    current: "review",
    skipped: isNew ? ["map"] : [],
    links: upload ? { check: stepOf(upload, "check"), ...(!isNew && { map: stepOf(upload, "map") }) } : {},
  };
}

function stepOf(upload: string, step: "check" | "map"): LinkProps {
  return { to: "/uploads/$id", params: { id: upload }, search: { step } };
}
