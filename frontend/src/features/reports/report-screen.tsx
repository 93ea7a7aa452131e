import type { Report } from "@/api/gen/types.gen";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { Facts } from "@/components/facts";
import { LiveText } from "@/components/live-text";
import { PageHeading } from "@/components/page-heading";
import { ProblemNote } from "@/components/problem-note";
import { StatusChip } from "@/components/status-chip";
import { TableSkeleton } from "@/components/table-skeleton";
import { When } from "@/components/when";
import { bytes, count } from "@/text/format";
import { text } from "@/text/text";
import { PdfOfPage } from "./pdf-of-page";
import { ReportDocument } from "./report-document";
import classes from "./report-screen.module.css";
import { ReportStanding } from "./report-standing";
import { reportChip } from "./report-words";
import { useReport } from "./use-report";

interface Props {
  id: string;
  /** The PDF of the same events, when one was asked for here. */
  pdf: string | undefined;
  onPdf: (id: string) => void;
  onShow: (id: string) => void;
}

/** One report from when it is asked for: how far it is, then what it says. */
export function ReportScreen({ id, pdf, onPdf, onShow }: Props) {
  const reading = useReport(id);
  const { report, error } = reading;
  const words = text.report;
  if (!report) {
    return (
      <>
        <PageHeading title={text.reports.title} />
        <Card>
          {error ? <ProblemNote error={error} onRetry={reading.reload} /> : <TableSkeleton lines={6} />}
        </Card>
      </>
    );
  }
  return (
    <div className={classes.screen}>
      <LiveText>{announcement(report)}</LiveText>
      <PageHeading
        title={report.student_id}
        tabTitle={words.tab(report.student_id)}
        lead={<StatusChip status={reportChip(report)} />}
      >
        <ButtonLink to="/reports" variant="default">
          {words.back}
        </ButtonLink>
        <ButtonLink to="/jobs" search={{ job: report.id }} variant="default">
          {text.reports.job}
        </ButtonLink>
      </PageHeading>
      {error && <ProblemNote error={error} />}
      <Card>
        <Facts narrow facts={facts(report)} />
      </Card>
      <ReportStanding reading={reading} report={report} />
      {report.format === "html" && (pdf || (report.status === "completed" && report.kept)) && (
        <PdfOfPage page={report} pdf={pdf} onPdf={onPdf} />
      )}
      <ReportDocument report={report} onShow={onShow} />
    </div>
  );
}

function announcement(report: Report): string {
  const state = text.status[reportChip(report)];
  return report.status === "completed" ? text.report.ready(report.student_id) : state;
}

function facts(report: Report) {
  const words = text.reports;
  const known = [
    { name: words.namespace, value: report.namespace || text.report.noNamespace },
    { name: words.format, value: words.formats[report.format] },
    { name: words.events, value: count(report.events) },
  ];
  if (report.pages !== null) known.push({ name: words.pages, value: count(report.pages) });
  if (report.size !== null) known.push({ name: words.size, value: bytes(report.size) });
  return [
    ...known,
    { name: words.created, value: <When at={report.created_at} /> },
    ...(report.finished_at ? [{ name: words.finished, value: <When at={report.finished_at} /> }] : []),
  ];
}
