import type { Question } from "@/components/confirm-dialog";
import { text } from "@/text/text";

export function cancelQuestion(): Question {
  const { cancelTitle, cancelDetail, cancelConfirm, cancelKeep } = text.reports;
  return { title: cancelTitle, detail: cancelDetail, confirm: cancelConfirm, keep: cancelKeep };
}
