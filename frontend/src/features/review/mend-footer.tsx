import { memo } from "react";
import { useSWRConfig } from "swr";
import type { EditSummary, ImportJob } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { ActButton } from "@/components/act-button";
import { text } from "@/text/text";
import { Footer } from "./footer";
import { editsPath, importPath, rejectsPath } from "./paths";

interface Props {
  job: ImportJob;
  summary: EditSummary;
  isSaving: boolean;
}

/** Puts what was mended into the import, and those left out on purpose where they are counted as such. */
export const MendFooter = memo(function MendFooter({ job, summary, isSaving }: Props) {
  const { mutate } = useSWRConfig();
  const { mended, left_out: leftOut, can_edit: canEdit, reason } = summary;

  async function merge() {
    await send("POST", rejectsPath(job.id), { edits: true });
    // from here on the page follows the merge by the import itself
    await Promise.all([mutate(importPath(job.id)), mutate(editsPath(job.id))]);
  }

  const isReady = canEdit && mended + leftOut > 0 && !isSaving;
  return (
    <Footer label={text.mend.footer} words={<p>{wordsFor(summary)}</p>}>
      {(canEdit || !reason) && (
        <ActButton onAct={merge} disabled={!isReady}>
          {mended === 0 && leftOut > 0 ? text.mend.setAside(leftOut) : text.mend.merge(mended)}
        </ActButton>
      )}
    </Footer>
  );
});

function wordsFor({ can_edit, reason, mended, left_out, open }: EditSummary): string {
  if (!can_edit && reason) return text.review.cannotEdit(reason);
  if (mended + left_out === 0) return text.mend.nothingYet;
  return text.mend.standing(open, left_out);
}
