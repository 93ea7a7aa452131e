import { Button } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { Report } from "@/api/gen/types.gen";
import { pathOf } from "@/api/use-pages";
import { ActButton } from "@/components/act-button";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { DocumentFrame } from "@/components/document-frame";
import { DownloadButton } from "@/components/download-button";
import { Note } from "@/components/note";
import { text } from "@/text/text";
import classes from "./report-screen.module.css";
import { makeAgain } from "./use-report";

/** What was written: a page to read here, a PDF to download; nothing while it is not there. */
export function ReportDocument({ report, onShow }: { report: Report; onShow: (id: string) => void }) {
  const words = text.report;
  if (report.status !== "completed") return null;
  if (!report.kept) {
    return (
      <Note
        tone="quiet"
        title={words.gone}
        actions={
          <ButtonLink to="/reports/new" size="xs" variant="default">
            {text.reports.make}
          </ButtonLink>
        }
      >
        {words.goneDetail}
      </Note>
    );
  }
  return report.format === "html" ? <Page report={report} /> : <Pdf report={report} onShow={onShow} />;
}

function Page({ report }: { report: Report }) {
  const words = text.report;
  const href = report.links.document;
  return (
    <Card
      title={words.preview}
      aside={
        <Button
          component="a"
          href={pathOf(href)}
          target="_blank"
          rel="noopener"
          variant="default"
          size="xs"
          leftSection={<IconExternalLink size={16} stroke={1.8} aria-hidden />}
        >
          {words.open}
        </Button>
      }
    >
      <DocumentFrame href={href} title={words.frame(report.student_id)} />
      <p className={classes.hint}>{words.print}</p>
    </Card>
  );
}

function Pdf({ report, onShow }: { report: Report; onShow: (id: string) => void }) {
  const words = text.report;
  return (
    <Card>
      <div className={classes.standing}>
        <p>{words.noPreview}</p>
        <div className={classes.actions}>
          <DownloadButton href={report.links.document} variant="filled">
            {words.download}
          </DownloadButton>
          <ActButton variant="default" onAct={async () => onShow((await makeAgain(report.id, "html")).id)}>
            {words.getPage}
          </ActButton>
        </div>
      </div>
    </Card>
  );
}
