import type { Report } from "@/api/gen/types.gen";
import { usePolled } from "@/api/use-polled";
import { ButtonLink } from "@/components/button-link";
import { DocumentFrame } from "@/components/document-frame";
import { DownloadButton } from "@/components/download-button";
import { Facts } from "@/components/facts";
import { bytes, count } from "@/text/format";
import { text } from "@/text/text";
import classes from "../part.module.css";
import type { Drawn } from "./drawn";

/** A report: how much is in it, a look at the page or the PDF itself, and the way to where it is read. */
export function FeedbackReportResult({ result, job }: Drawn) {
  const words = text.reports;
  // read as the report's own page reads it: they share what is cached under its address
  const report = usePolled<Report>(`/api/reports/${job.id}/`).data?.body;
  const isGone = report?.kept === false;
  const isPage = result.format === "html";
  const href = `/assignment/${isPage ? "html" : "pdf"}/${job.id}`;
  const facts = [
    { name: words.format, value: isPage ? words.formats.html : words.formats.pdf },
    ...counted(words.events, result.events),
    ...counted(words.units, result.units),
    ...counted(words.pages, result.pages),
    ...(typeof result.size === "number" ? [{ name: words.size, value: bytes(result.size) }] : []),
  ];
  return (
    <>
      <Facts narrow facts={facts} />
      {isGone && <p className={classes.quiet}>{text.report.gone}</p>}
      {isPage && report?.kept && <DocumentFrame small href={href} title={text.report.frame(job.title)} />}
      <div style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
        <ButtonLink to="/reports/$id" params={{ id: job.id }} size="sm" variant="default">
          {words.open}
        </ButtonLink>
        {!isPage && !isGone && (
          <DownloadButton size="sm" href={href}>
            {text.report.download}
          </DownloadButton>
        )}
      </div>
    </>
  );
}

function counted(name: string, value: unknown) {
  return typeof value === "number" ? [{ name, value: count(value) }] : [];
}
