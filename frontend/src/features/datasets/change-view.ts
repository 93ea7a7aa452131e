import type { SchemaChangeJob, SchemaChangeResult, TableSchema } from "@/api/gen/types.gen";
import { isFinal } from "@/api/polling";
import { isSameSchema } from "./schema-draft";

/** How a change of a schema stands. */
export type ChangeView =
  /** Not checked as it is written now; `found` is what the last check said of what was written then. */
  | { step: "writing"; found?: SchemaChangeResult }
  | { step: "working"; job: SchemaChangeJob; applies: boolean }
  /** Stored rows do not keep it. */
  | { step: "violated"; result: SchemaChangeResult }
  /** All rows keep it; it can be applied to the dataset as it was in this version. */
  | { step: "ready"; result: SchemaChangeResult; version: string | undefined }
  | { step: "applied"; result: SchemaChangeResult }
  /** The job failed, or somebody stopped it. */
  | { step: "ended"; job: SchemaChangeJob };

/** Reads a job as what it says of the schema that is written now; a check of another one says nothing. */
export function changeView(job: SchemaChangeJob | undefined, written: TableSchema): ChangeView {
  if (!job) return { step: "writing" };
  const applies = job.params.check_only !== true;
  const isWorking = !isFinal(job.status);
  if (isWorking && applies) return { step: "working", job, applies };
  if (!isSameSchema(job.params.schema as TableSchema, written)) {
    return { step: "writing", ...(job.result && { found: job.result }) };
  }
  if (isWorking) return { step: "working", job, applies };
  const { result } = job;
  if (job.status !== "completed" || !result) return { step: "ended", job };
  if (result.applied) return { step: "applied", result };
  if (result.violations.length > 0) return { step: "violated", result };
  return { step: "ready", result, version: job.params.version as string | undefined };
}
