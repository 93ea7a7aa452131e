import type { ComponentType } from "react";
import type { Job } from "@/api/gen/types.gen";
import { text } from "@/text/text";
import { DataFacts } from "./data-facts";
import { IMPORT } from "./job-words";
import { Part } from "./part";
import { CsvImportResult } from "./results/csv-import";
import { CsvProcessingResult } from "./results/csv-processing";
import type { Drawn } from "./results/drawn";
import { EmailSendingResult } from "./results/email-sending";
import { FeedbackReportResult } from "./results/feedback-report";
import { ImageProcessingResult } from "./results/image-processing";
import { MergeResult } from "./results/merge";
import { RecordIngestResult } from "./results/record-ingest";
import { SchemaChangeResult } from "./results/schema-change";
import { UndoResult } from "./results/undo";

/** How the result of each kind is drawn. A kind that is not here shows its data as names and values. */
const DRAWN: Record<string, ComponentType<Drawn>> = {
  [IMPORT]: CsvImportResult,
  csv_processing: CsvProcessingResult,
  email_sending: EmailSendingResult,
  feedback_report: FeedbackReportResult,
  image_processing: ImageProcessingResult,
  merge: MergeResult,
  record_ingest: RecordIngestResult,
  schema_change: SchemaChangeResult,
  undo: UndoResult,
};

/** What a job has brought, drawn for its kind. */
export function JobResult({ job }: { job: Job }) {
  if (!job.result) return null;
  const Draw = DRAWN[job.kind];
  return (
    <Part title={text.jobs.job.result}>
      {Draw ? <Draw result={job.result} job={job} /> : <DataFacts data={job.result} />}
    </Part>
  );
}
