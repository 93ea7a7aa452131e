// Placeholder in the generated shape until docs/openapi.yaml exists; `npm run api` writes over it.
export type Problem = { type: string; title: string; status: number; detail: string; code: string; errors?: { [field: string]: string[] } };
export type Session = {
  authenticated: boolean;
  user: { id: string; email: string; name: string } | null;
  workspace: { id: string; name: string; slug: string } | null;
  csrf_token: string;
  limits: { upload_max_bytes: number };
};
export type ApiKey = { id: string; name: string; prefix: string; scopes: Array<"read" | "write" | "admin">; created_at: string; expires_at: string | null; last_used_at: string | null; revoked_at: string | null };
export type ApiKeyCreated = ApiKey & { key: string };
export type JobStatus = "pending" | "processing" | "completed" | "failed" | "cancelled" | "paused";
export type Failure = { kind: string; code: string; message: string; line: number | null; retryable: boolean };
export type ImportJob = {
  id: string; kind: string; status: JobStatus; dataset: string | null;
  file: { name: string; size: number; sha256: string };
  mode: string; duplicates: string; on_error: string; dry_run: boolean;
  total_rows: number; processed_rows: number; success_rows: number; failed_rows: number; skipped_rows: number;
  inserted_rows: number; updated_rows: number; unchanged_rows: number; unprocessed_rows: number;
  stage: "queued" | "recognising" | "counting" | "loading" | "finishing" | "done";
  rows_per_second: number | null; eta_seconds: number | null; queue_position: number | null;
  attempt: number; failure: Failure | null; error: string;
  created_at: string; queued_at: string | null; started_at: string | null; finished_at: string | null;
  result: { ignored_columns: string[]; encoding: string; delimiter: string; header_line: number; notes: string[] } | null;
  created_by: string | null; duration: number | null; cancel_requested: boolean;
  links: { self: string; issues: string; rejects: string; dataset: string | null; original: string };
};
export type Issue = { row: number; line: number; column: string; code: string; value: string | null; message: string };
export type IssueGroup = { code: string; column: string; count: number; samples: Array<{ row: number; line: number; value: string | null; message: string }> };
export type Field = {
  name: string; type: string; title?: string; format?: string; description?: string;
  constraints?: { required?: boolean; unique?: boolean; enum?: Array<unknown>; minimum?: number | string; maximum?: number | string; minLength?: number; maxLength?: number; pattern?: string };
};
export type TableSchema = { fields: Field[]; primaryKey?: string[] | string; missingValues?: string[] };
export type Dataset = { slug: string; title: string; description: string; schema: TableSchema; row_count: number; row_count_estimated: boolean; created_at: string; updated_at: string; links: { rows: string; template: string; export: string } };
export type Job = {
  id: string; kind: string; status: JobStatus; stage: string; queue: string; priority: number; progress: { done: number; total: number };
  attempt: number; failure: Failure | null; params: { [key: string]: unknown }; result: unknown; created_at: string; started_at: string | null; finished_at: string | null;
  links: { self: string; import?: string };
};
export type Kind = { name: string; description: string };
