import type { ImportJob } from "@/api/gen/types.gen";
import { ConfirmButton } from "@/components/confirm-button";
import { text } from "@/text/text";
import { changed } from "./import-view";
import type { Undoing } from "./use-undo";

/** Takes an import back, after saying what that does; nothing where it cannot be. */
export function UndoButton({ job, undo }: { job: ImportJob; undo: Undoing }) {
  const { view } = undo;
  const again = view.state === "unsuccessful" && view.reason === null;
  if (view.state !== "possible" && !again) return null;
  const words = text.undo;
  return (
    <ConfirmButton
      question={{
        title: words.title,
        detail: job.mode === "replace" ? words.replacedDetail : words.detail(changed(job)),
        confirm: words.confirm,
        keep: words.keep,
      }}
      onConfirm={undo.start}
    >
      {again ? words.again : words.undo}
    </ConfirmButton>
  );
}
