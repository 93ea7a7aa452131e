import type { ImportJob } from "@/api/gen/types.gen";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { DownloadButton } from "@/components/download-button";
import { Facts } from "@/components/facts";
import { text } from "@/text/text";
import classes from "./import-details.module.css";
import { fileFacts, readingFacts, runFacts, wayFacts } from "./import-facts";

/** Where the rows came from and how the file was understood. */
export function ImportDetails({ job }: { job: ImportJob }) {
  return (
    <Card
      title={job.dry_run ? text.details.dryRunTitle : text.details.title}
      aside={
        <>
          <ButtonLink to="/jobs" search={{ job: job.id }} size="xs" variant="default">
            {text.details.openJob}
          </ButtonLink>
          {job.file.kept ? (
            <DownloadButton href={job.links.original} size="xs">
              {text.job.original}
            </DownloadButton>
          ) : (
            <span>{text.job.originalGone}</span>
          )}
        </>
      }
    >
      <Facts facts={[...fileFacts(job), ...wayFacts(job), ...runFacts(job), ...readingFacts(job)]} />
      {job.result && job.result.ignored_columns.length > 0 && (
        <p className={classes.notes}>
          <b>{text.details.ignored}:</b> {job.result.ignored_columns.join(", ")}
        </p>
      )}
      {job.result && job.result.notes.length > 0 && (
        <ul className={classes.notes} aria-label={text.details.notes}>
          {job.result.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}
