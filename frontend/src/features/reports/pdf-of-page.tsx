import type { Report } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { Card } from "@/components/card";
import { DownloadButton } from "@/components/download-button";
import { LiveText } from "@/components/live-text";
import { Note } from "@/components/note";
import { ProblemNote } from "@/components/problem-note";
import { ProgressBar } from "@/components/progress-bar";
import { text } from "@/text/text";
import classes from "./report-screen.module.css";
import { canCancel, documentWords, standingWords } from "./report-words";
import { makeAgain, type ReportReading, useReport } from "./use-report";

interface Props {
  page: Report;
  pdf: string | undefined;
  onPdf: (id: string) => void;
}

/** The same events as a PDF: asked for here, followed, and offered to download. */
export function PdfOfPage({ page, pdf, onPdf }: Props) {
  const reading = useReport(pdf ?? null);
  const { report } = reading;
  return (
    <Card title={text.report.pdfTitle} brief>
      <LiveText>{report && report.status === "completed" ? readyWords(report) : ""}</LiveText>
      <div className={classes.standing}>
        {reading.error && <ProblemNote error={reading.error} onRetry={reading.reload} />}
        {report && <PdfStanding report={report} reading={reading} />}
        {(!pdf || reading.error || (report && isOver(report))) && (
          <div className={classes.actions}>
            {!pdf && <p className={classes.offer}>{text.report.pdfOffer}</p>}
            <ActButton size="sm" onAct={async () => onPdf((await makeAgain(page.id, "pdf")).id)}>
              {text.report.getPdf}
            </ActButton>
          </div>
        )}
      </div>
    </Card>
  );
}

function PdfStanding({ report, reading }: { report: Report; reading: ReportReading }) {
  const words = text.report;
  if (canCancel(report)) {
    const standing = report.status === "processing" ? words.pdfWriting : standingWords(report, reading.job);
    return (
      <>
        <ProgressBar
          thin
          share={report.status === "processing" ? null : 0}
          label={words.pdfTitle}
          valueText={standing}
        />
        <p>{standing}</p>
      </>
    );
  }
  if (report.status === "failed" && report.failure) {
    return (
      <Note tone="bad" title={words.failed}>
        <span lang="en">{report.failure.message}</span> {words.advice[report.failure.kind]}
      </Note>
    );
  }
  if (report.status === "cancelled") return <p>{words.pdfStopped}</p>;
  if (!report.kept) return <p>{words.gone}</p>;
  return (
    <div className={classes.actions}>
      <DownloadButton size="sm" variant="filled" href={report.links.document}>
        {words.download}
      </DownloadButton>
      <span>{readyWords(report)}</span>
    </div>
  );
}

function readyWords(report: Report): string {
  return text.report.pdfReady(documentWords(report));
}

/** Nothing more will come of it, so that it may be asked for once more. */
function isOver({ status, kept }: Report): boolean {
  return status === "failed" || status === "cancelled" || !kept;
}
