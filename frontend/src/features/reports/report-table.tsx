import { Link } from "@tanstack/react-router";
import type { Report } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { ConfirmButton } from "@/components/confirm-button";
import { DataTable } from "@/components/data-table";
import { StatusChip } from "@/components/status-chip";
import { When } from "@/components/when";
import { bytes, count } from "@/text/format";
import { text } from "@/text/text";
import { cancelQuestion } from "./cancel-question";
import classes from "./report-table.module.css";
import { canCancel, canRetry, reportChip, reportName } from "./report-words";
import type { ReportsReading } from "./use-reports";

/** Reports as lines: whose, in which format, how it went, how much it holds, when. */
export function ReportTable({ reports, reading }: { reports: Report[]; reading: ReportsReading }) {
  const words = text.reports;
  return (
    <DataTable label={words.table} stale={reading.isChanging}>
      <thead>
        <tr>
          <th>{words.student}</th>
          <th data-wide>{words.format}</th>
          <th>{words.status}</th>
          <th data-align="end" data-wide>
            {words.events}
          </th>
          <th data-align="end" data-wide>
            {words.size}
          </th>
          <th data-align="end" data-wide>
            {words.created}
          </th>
          <th data-align="end" data-wide>
            {words.actions}
          </th>
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <ReportRow key={report.id} report={report} reading={reading} />
        ))}
      </tbody>
    </DataTable>
  );
}

function ReportRow({ report, reading }: { report: Report; reading: ReportsReading }) {
  return (
    <tr>
      <td className={classes.student}>
        <Link to="/reports/$id" params={{ id: report.id }}>
          {report.student_id}
        </Link>
        <small>{report.namespace}</small>
        <small data-narrow>
          {text.reports.formats[report.format]} · <When at={report.created_at} />
        </small>
      </td>
      <td data-wide>{text.reports.formats[report.format]}</td>
      <td>
        <StatusChip status={reportChip(report)} />
        {report.status === "failed" && report.failure && (
          <small className={classes.failure} lang="en">
            {report.failure.message}
          </small>
        )}
      </td>
      <td data-align="end" data-wide>
        {count(report.events)}
      </td>
      <td data-align="end" data-wide>
        {report.size === null ? "–" : bytes(report.size)}
        {report.pages !== null && <small>{text.reports.pageCount(report.pages)}</small>}
      </td>
      <td data-align="end" data-wide>
        <When at={report.created_at} />
      </td>
      <td data-align="end" data-wide>
        <RowActions report={report} reading={reading} />
      </td>
    </tr>
  );
}

/** What its state asks for, and the way to its job, where the rest is. */
function RowActions({ report, reading }: { report: Report; reading: ReportsReading }) {
  const words = text.reports;
  const name = reportName(report);
  return (
    <div className={classes.actions}>
      {canCancel(report) && (
        <ConfirmButton
          size="xs"
          aria-label={words.cancelOf(name)}
          question={cancelQuestion()}
          onConfirm={() => reading.cancel(report.id)}
        >
          {words.cancel}
        </ConfirmButton>
      )}
      {canRetry(report) && (
        <ActButton
          size="xs"
          variant="default"
          aria-label={words.retryOf(name)}
          onAct={() => reading.retry(report.id)}
        >
          {words.retry}
        </ActButton>
      )}
      <Link to="/jobs" search={{ job: report.id }} aria-label={words.jobOf(name)}>
        {words.job}
      </Link>
    </div>
  );
}
