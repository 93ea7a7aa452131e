import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { memo, useState } from "react";
import type { EditSummary, ImportJob } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { ProblemError } from "@/api/problem";
import { ButtonLink } from "@/components/button-link";
import { ProblemNote } from "@/components/problem-note";
import { text } from "@/text/text";
import { Footer } from "./footer";
import { needsCheck, type Prospect, prospect } from "./importing";
import { IMPORTS } from "./paths";

interface Props {
  job: ImportJob;
  summary: EditSummary;
  isSaving: boolean;
}

type Wanted = { dry_run?: true; on_error?: "abort"; force?: true };
type Act =
  | { step: "ready" }
  | { step: "doing"; wanted: Wanted }
  | { step: "refused"; wanted: Wanted; error: unknown };

const IMPORT: Wanted = {};
const ALL_OR_NOTHING: Wanted = { on_error: "abort" };
const CHECK: Wanted = { dry_run: true };

/** What follows a review: an import of what is sound, of all or nothing, or another check. */
export const ReviewFooter = memo(function ReviewFooter({ job, summary, isSaving }: Props) {
  const [act, setAct] = useState<Act>({ step: "ready" });
  const navigate = useNavigate();
  const ahead = prospect(job, summary);
  const isBusy = act.step === "doing" || isSaving;

  async function go(wanted: Wanted) {
    setAct({ step: "doing", wanted });
    try {
      const { id } = await send<{ id: string }>("POST", IMPORTS, { review: job.id, ...wanted });
      await navigate({ to: "/imports/$id", params: { id } });
    } catch (error) {
      setAct({ step: "refused", wanted, error });
    }
  }

  if (job.imported_as) {
    return (
      <Footer label={text.review.footer} words={<p>{text.review.imported}</p>}>
        <ButtonLink to="/imports/$id" params={{ id: job.imported_as }}>
          {text.review.openImport}
        </ButtonLink>
      </Footer>
    );
  }
  return (
    <Footer label={text.review.footer} words={<Words act={act} summary={summary} ahead={ahead} onGo={go} />}>
      <Button
        variant="default"
        loading={act.step === "doing" && act.wanted === CHECK}
        disabled={isBusy || !summary.can_edit}
        onClick={() => void go(CHECK)}
      >
        {text.review.checkAgain}
      </Button>
      <Button
        variant="default"
        loading={act.step === "doing" && act.wanted === ALL_OR_NOTHING}
        disabled={isBusy || !summary.can_edit || summary.open > 0}
        onClick={() => void go(ALL_OR_NOTHING)}
      >
        {text.review.allOrNothing}
      </Button>
      <Button
        loading={act.step === "doing" && act.wanted === IMPORT}
        disabled={isBusy || !summary.can_edit || ahead.into === 0}
        onClick={() => void go(IMPORT)}
      >
        {importWords(ahead)}
      </Button>
    </Footer>
  );
});

function importWords({ leaving, into }: Prospect): string {
  if (into === 0) return text.review.importNothing;
  if (into === null) return leaving === 0 ? text.review.importAll : text.review.importRest(leaving);
  return leaving === 0 ? text.review.import(into) : text.review.importLeaving(leaving, into);
}

/** What keeps a button from being pressed, or came of pressing it, comes first. */
function Words({
  act,
  summary,
  ahead,
  onGo,
}: {
  act: Act;
  summary: EditSummary;
  ahead: Prospect;
  onGo: (wanted: Wanted) => Promise<void>;
}) {
  if (act.step === "refused") {
    const isKnown = act.error instanceof ProblemError && act.error.problem.code === "already_imported";
    return (
      <>
        <ProblemNote error={act.error} />
        {isKnown && (
          <Button
            mt={8}
            size="xs"
            variant="default"
            onClick={() => void onGo({ ...act.wanted, force: true })}
          >
            {text.import.importAnyway}
          </Button>
        )}
      </>
    );
  }
  if (!summary.can_edit && summary.reason) return <p>{text.review.cannotEdit(summary.reason)}</p>;
  return (
    <>
      {needsCheck(summary) && <p>{text.review.keysEdited}</p>}
      <p>{summary.open > 0 ? text.review.allOrNothingBut(summary.open) : text.review.allOrNothingHint}</p>
      {ahead.into === 0 && <p>{text.review.nothingFits}</p>}
    </>
  );
}
