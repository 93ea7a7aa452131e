import type { Report } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { Card } from "@/components/card";
import { ConfirmButton } from "@/components/confirm-button";
import { Note } from "@/components/note";
import { ProgressBar } from "@/components/progress-bar";
import { text } from "@/text/text";
import { cancelQuestion } from "./cancel-question";
import classes from "./report-screen.module.css";
import { canCancel, canRetry, standingWords } from "./report-words";
import type { ReportReading } from "./use-report";

/** What a report that is not there waits for, or why it will not come; nothing once it is written. */
export function ReportStanding({ report, reading }: { report: Report; reading: ReportReading }) {
  const words = text.report;
  if (canCancel(report)) return <Underway report={report} reading={reading} />;
  if (!canRetry(report)) return null;
  const retry = (
    <ActButton size="xs" onAct={() => reading.act("retry")}>
      {text.reports.retry}
    </ActButton>
  );
  if (report.status === "failed" && report.failure) {
    return (
      <div role="alert">
        <Note tone="bad" title={words.failed} actions={retry}>
          <span lang="en">{report.failure.message}</span> {words.advice[report.failure.kind]}
        </Note>
      </div>
    );
  }
  return (
    <Note tone="quiet" actions={retry}>
      {words.cancelled}
    </Note>
  );
}

function Underway({ report, reading: { job, act } }: { report: Report; reading: ReportReading }) {
  const words = text.report;
  const standing = standingWords(report, job);
  return (
    <Card>
      <div className={classes.standing}>
        <ProgressBar
          share={report.status === "processing" ? null : 0}
          label={words.progress(report.student_id)}
          valueText={standing}
        />
        <p>
          {standing} {report.status !== "paused" && words.leave}
        </p>
        {report.failure && <Note tone="partial">{text.waiting.lastTry(report.failure.message)}</Note>}
        {!job?.cancel_requested && (
          <div className={classes.actions}>
            <ConfirmButton size="sm" question={cancelQuestion()} onConfirm={() => act("cancel")}>
              {text.reports.cancel}
            </ConfirmButton>
          </div>
        )}
      </div>
    </Card>
  );
}
