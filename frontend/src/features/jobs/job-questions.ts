import type { Job } from "@/api/gen/types.gen";
import type { Question } from "@/components/confirm-dialog";
import { text } from "@/text/text";
import { IMPORT } from "./job-words";

export function cancelQuestion(): Question {
  const { cancelTitle, cancelDetail, cancelConfirm, cancelKeep } = text.jobs;
  return { title: cancelTitle, detail: cancelDetail, confirm: cancelConfirm, keep: cancelKeep };
}

export function againQuestion({ kind }: Job): Question {
  const { againTitle, againDetail, againImportDetail, againConfirm, againKeep } = text.jobs;
  return {
    title: againTitle,
    detail: kind === IMPORT ? againImportDetail : againDetail,
    confirm: againConfirm,
    keep: againKeep,
    mild: true,
  };
}
