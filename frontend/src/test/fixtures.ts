import type {
  ApiKey,
  Attempt,
  Dataset,
  Event,
  ImportJob,
  ImportResult,
  InferredColumn,
  IssueGroup,
  Job,
  KeptRow,
  Problem,
  Queue,
  Report,
  RowIssue,
  Session,
  UndoState,
  Waiting,
  Worker,
} from "@/api/gen/types.gen";

const API = "http://localhost/api";

export const signedIn: Session = {
  authenticated: true,
  user: { id: "0199a000-0000-7000-8000-000000000001", email: "admin@example.org", name: "" },
  workspace: { id: "0199a000-0000-7000-8000-000000000002", name: "Main workspace", slug: "main" },
  scopes: ["read", "write", "admin"],
  csrf_token: "token-after-sign-in",
  limits: { upload_max_bytes: 2 * 1024 ** 3 },
};

export const anonymous: Session = {
  ...signedIn,
  authenticated: false,
  user: null,
  workspace: null,
  scopes: [],
  csrf_token: "token-before-sign-in",
};

/** An import in each of its states. The books of every one balance. */
export const importJob = {
  pending: (part: Partial<ImportJob> = {}): ImportJob => ({
    id: "0199b000-0000-7000-8000-000000000001",
    kind: "csv_import",
    status: "pending",
    dataset: "customers",
    file: {
      name: "customers.csv",
      size: 88_992_196,
      sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      kept: true,
    },
    mode: "insert",
    duplicates: "reject",
    on_error: "continue",
    max_errors: null,
    dry_run: false,
    progress: { done: 0, failed: 0, total: 0 },
    total_rows: 0,
    processed_rows: 0,
    success_rows: 0,
    failed_rows: 0,
    skipped_rows: 0,
    inserted_rows: 0,
    updated_rows: 0,
    unchanged_rows: 0,
    unprocessed_rows: 0,
    stage: "queued",
    rows_per_second: null,
    eta_seconds: null,
    queue_position: 3,
    attempt: 0,
    failure: null,
    error: "",
    result: null,
    created_by: "admin@example.org",
    cancel_requested: false,
    pause_requested: false,
    priority: 50,
    waiting_on: waiting("turn", { position: 3, seconds: 20 }),
    rerun_of: null,
    undo_job: null,
    undone_at: null,
    edited_rows: 0,
    review: null,
    imported_as: null,
    merge_job: null,
    created_at: "2026-03-04T09:30:00Z",
    queued_at: "2026-03-04T09:30:00Z",
    started_at: null,
    finished_at: null,
    duration: null,
    links: {
      self: `${API}/imports/0199b000-0000-7000-8000-000000000001/`,
      issues: `${API}/imports/0199b000-0000-7000-8000-000000000001/issues/`,
      rejects: `${API}/imports/0199b000-0000-7000-8000-000000000001/rejects/`,
      original: `${API}/imports/0199b000-0000-7000-8000-000000000001/original/`,
      dataset: `${API}/datasets/customers/`,
      events: `${API}/jobs/0199b000-0000-7000-8000-000000000001/events/`,
      undo: `${API}/imports/0199b000-0000-7000-8000-000000000001/undo/`,
      records: `${API}/imports/0199b000-0000-7000-8000-000000000001/records/`,
      edits: `${API}/imports/0199b000-0000-7000-8000-000000000001/edits/`,
    },
    ...part,
  }),

  running: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.pending({
      status: "processing",
      stage: "loading",
      queue_position: null,
      waiting_on: null,
      attempt: 1,
      total_rows: 500_000,
      processed_rows: 150_000,
      success_rows: 149_400,
      inserted_rows: 149_400,
      failed_rows: 600,
      unprocessed_rows: 350_000,
      rows_per_second: 381_244,
      eta_seconds: 1,
      started_at: "2026-03-04T09:30:01Z",
      ...part,
    }),

  paused: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.running({
      status: "paused",
      stage: "paused",
      rows_per_second: null,
      eta_seconds: null,
      ...part,
    }),

  completed: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.pending({
      status: "completed",
      stage: "done",
      queue_position: null,
      waiting_on: null,
      attempt: 1,
      total_rows: 10_000,
      processed_rows: 10_000,
      success_rows: 10_000,
      inserted_rows: 10_000,
      result: reading(),
      started_at: "2026-03-04T09:30:01Z",
      finished_at: "2026-03-04T09:30:02Z",
      duration: 0.84,
      ...part,
    }),

  partial: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.completed({
      success_rows: 9688,
      inserted_rows: 9688,
      failed_rows: 312,
      result: reading({
        delimiter: ";",
        ignored_columns: ["Internal note", "Column 9"],
        notes: ["The file says it is UTF-8 and is."],
      }),
      ...part,
    }),

  failed: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.completed({
      status: "failed",
      processed_rows: 4000,
      success_rows: 4000,
      inserted_rows: 4000,
      unprocessed_rows: 6000,
      result: null,
      failure: {
        kind: "input",
        code: "unreadable",
        message: "From line 4,017 on the file is not text: it may have been cut off or damaged.",
        line: 4017,
        retryable: true,
      },
      error: "From line 4,017 on the file is not text: it may have been cut off or damaged.",
      ...part,
    }),

  cancelled: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.completed({
      status: "cancelled",
      processed_rows: 4000,
      success_rows: 4000,
      inserted_rows: 4000,
      unprocessed_rows: 6000,
      result: null,
      ...part,
    }),

  undone: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.completed({
      undo_job: "0199b000-0000-7000-8000-000000000009",
      undone_at: "2026-03-04T09:40:00Z",
      ...part,
    }),

  /** Nothing was written; the file would make a dataset of its own. */
  dryRun: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.partial({
      dry_run: true,
      dataset: null,
      result: reading({ inferred: { schema: { fields: [] }, columns: inferredColumns } }),
      ...part,
    }),

  upserted: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.completed({
      mode: "upsert",
      inserted_rows: 1200,
      updated_rows: 300,
      unchanged_rows: 8500,
      ...part,
    }),

  /** Rows with keys that had come before were passed over, as was asked. */
  skipped: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.completed({
      duplicates: "skip",
      success_rows: 9500,
      inserted_rows: 9500,
      skipped_rows: 500,
      ...part,
    }),

  /** All rows were to go in or none, and some had faults. */
  aborted: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.failed({
      on_error: "abort",
      processed_rows: 3,
      success_rows: 0,
      inserted_rows: 0,
      failed_rows: 3,
      unprocessed_rows: 9997,
      failure: {
        kind: "validation",
        code: "aborted",
        message: "Nothing was imported: all records must go in or none, and 3 faulty records came first.",
        line: 17,
        retryable: false,
      },
      ...part,
    }),

  tooManyErrors: (part: Partial<ImportJob> = {}): ImportJob =>
    importJob.failed({
      max_errors: "5%",
      success_rows: 3400,
      inserted_rows: 3400,
      failed_rows: 600,
      failure: {
        kind: "validation",
        code: "too_many_errors",
        message: "600 records are faulty, and max_errors is 5%; the import was stopped.",
        line: null,
        retryable: false,
      },
      ...part,
    }),
};

export function waiting(cause: Waiting["cause"], part: Partial<Waiting> = {}): Waiting {
  return {
    cause,
    position: null,
    seconds: null,
    until: null,
    limit: null,
    running: null,
    gate: null,
    ...part,
  };
}

export function reading(part: Partial<ImportResult> = {}): ImportResult {
  return {
    format: "delimited",
    encoding: "utf-8",
    delimiter: ",",
    header_line: 1,
    confidence: 1,
    ignored_columns: [],
    notes: [],
    inferred: null,
    ...part,
  };
}

export function inferredColumn(part: Partial<InferredColumn> = {}): InferredColumn {
  return {
    label: "amount",
    type: "number",
    format: "default",
    values: 9988,
    empty: 12,
    reasons: {},
    samples: ["1.50"],
    field: "amount",
    evidence: "all 9,988 values",
    ...part,
  };
}

export const inferredColumns: InferredColumn[] = [
  inferredColumn({
    label: "code",
    type: "string",
    values: 10_000,
    empty: 0,
    reasons: { leading_zero: 1204 },
    samples: ["007", "008"],
  }),
  inferredColumn(),
  inferredColumn({
    label: "paid",
    type: "string",
    reasons: { ambiguous_date: 1 },
    samples: ["03/04/2025"],
  }),
  inferredColumn({ label: "notes", type: "string", values: 0, empty: 10_000, samples: [] }),
];

export const faults: RowIssue[] = [
  {
    row: 16,
    line: 17,
    column: "email",
    code: "email",
    value: "ada.example.org",
    message: "This is not an email address.",
  },
  {
    row: 41,
    line: 44,
    column: "customer_id",
    code: "duplicate_in_file",
    value: "C-00012",
    message: "The row of line 13 has the same customer_id.",
  },
  {
    row: 77,
    line: 80,
    column: "signed_up",
    code: "date",
    value: "2026-02-30",
    message: "There is no such day in the calendar.",
  },
  { row: 90, line: 93, column: "name", code: "required", value: null, message: "A value is required here." },
  {
    row: 91,
    line: 94,
    column: "",
    code: "ragged",
    value: "C-00092,Grace",
    message: "This row has 2 cells, the header has 8.",
  },
];

export const faultGroups: IssueGroup[] = [
  { code: "email", column: "email", count: 200, samples: [] },
  { code: "duplicate_in_file", column: "customer_id", count: 80, samples: [] },
  { code: "date", column: "signed_up", count: 20, samples: [] },
  { code: "required", column: "name", count: 10, samples: [] },
  { code: "ragged", column: "", count: 2, samples: [] },
];

export const customers: Dataset = {
  slug: "customers",
  title: "Customers",
  description: "A sample to try imports with.",
  schema: {
    fields: [
      { name: "customer_id", type: "string", constraints: { required: true, pattern: "C-[0-9]{5}" } },
      { name: "name", type: "string", constraints: { required: true, maxLength: 120 } },
      { name: "email", type: "string", format: "email", constraints: { required: true, unique: true } },
      { name: "signed_up", type: "date" },
      { name: "age", type: "integer", title: "Age in years" },
      { name: "balance", type: "number" },
      { name: "active", type: "boolean" },
    ],
    primaryKey: ["customer_id"],
    missingValues: ["", "NA"],
  },
  row_count: 9688,
  row_count_estimated: false,
  import_count: 1,
  last_import: null,
  created_at: "2026-03-01T08:00:00Z",
  updated_at: "2026-03-04T09:30:02Z",
  links: {
    self: `${API}/datasets/customers/`,
    rows: `${API}/datasets/customers/rows/`,
    template: `${API}/datasets/customers/template/`,
    export: `${API}/datasets/customers/rows/?format=csv`,
  },
};

/** Made-up rows, as many as wanted. */
export function customerRows(count: number, from = 1): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const id = String(number).padStart(5, "0");
    return {
      customer_id: `C-${id}`,
      name: `Customer ${number}`,
      email: `customer${number}@example.org`,
      signed_up: `2025-${String((number % 12) + 1).padStart(2, "0")}-15`,
      age: number % 7 === 0 ? null : 20 + (number % 50),
      balance: (number * 13.37).toFixed(2),
      active: number % 3 !== 0,
      _import: importJob.completed().id,
      _row: number,
    };
  });
}

export function job(part: Partial<Job> = {}): Job {
  return {
    id: "0199b000-0000-7000-8000-000000000001",
    kind: "csv_import",
    title: "customers.csv",
    status: "completed",
    stage: "done",
    queue: "imports",
    priority: 50,
    progress: { done: 10_000, failed: 0, total: 10_000 },
    attempt: 1,
    failure: null,
    params: { dataset: "customers" },
    result: null,
    cancel_requested: false,
    pause_requested: false,
    waiting_on: null,
    rerun_of: null,
    created_at: "2026-03-04T09:30:00Z",
    queued_at: "2026-03-04T09:30:00Z",
    started_at: "2026-03-04T09:30:01Z",
    finished_at: "2026-03-04T09:30:03Z",
    links: { self: `${API}/jobs/0199b000-0000-7000-8000-000000000001/` },
    ...part,
  };
}

/** A job in states that ask for more than a line. */
export const jobs = {
  paused: (part: Partial<Job> = {}): Job =>
    job({
      status: "paused",
      stage: "paused",
      progress: { done: 150_000, failed: 600, total: 500_000 },
      finished_at: null,
      ...part,
    }),

  waiting: (part: Partial<Job> = {}): Job =>
    job({
      status: "pending",
      stage: "queued",
      progress: { done: 0, failed: 0, total: 0 },
      attempt: 0,
      waiting_on: waiting("limit", { limit: 4, running: 4, position: 3, seconds: 20 }),
      started_at: null,
      finished_at: null,
      ...part,
    }),

  setAside: (part: Partial<Job> = {}): Job =>
    job({
      status: "failed",
      progress: { done: 150_000, failed: 0, total: 500_000 },
      attempt: 3,
      failure: {
        kind: "crashed",
        code: "quarantined",
        message:
          "The worker died on this job 3 times, last while loading after 150,000 of 500,000, so it was set aside.",
        line: null,
        retryable: true,
      },
      ...part,
    }),
};

export function attempt(part: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    worker: "run-4711-imports@example",
    started_at: "2026-03-04T09:30:01Z",
    ended_at: "2026-03-04T09:31:04Z",
    outcome: "completed",
    failure: null,
    stage: "finishing",
    done_before: 0,
    done: 500_000,
    ...part,
  };
}

/** The latest first, as the server lists them. */
export const attempts: Attempt[] = [
  attempt({
    number: 2,
    started_at: "2026-03-04T09:31:40Z",
    ended_at: "2026-03-04T09:32:10Z",
    done_before: 150_000,
  }),
  attempt({ outcome: "crashed", stage: "loading", done: 150_000 }),
];

function event(number: number, type: Event["type"], data: Event["data"]): Event {
  return { number, type, attempt: 1, at: "2026-03-04T09:30:01Z", data };
}

export const events: Event[] = [
  event(1, "status", { status: "pending", done: 0, total: 0 }),
  event(2, "status", { status: "processing", done: 0, total: 0 }),
  event(4, "log", { level: "warning", message: "The file says it is UTF-8 and is not." }),
  event(9, "status", { status: "completed", done: 500_000, total: 500_000 }),
];

export const queues: Queue[] = ["imports", "default"].map((name, index) => ({
  name,
  waiting: 12 * (1 - index),
  later: 1,
  running: 2 * (1 - index),
  oldest_wait_seconds: index === 0 ? 75 : null,
  workers: 1 - index,
  concurrency: 2 * (1 - index),
  throughput: [0, 3, 5, 8, 2, 0, 0, 1, 9, 12, 7, 4].map((finished, bucket) => ({
    since: `2026-03-04T09:${String(bucket * 5).padStart(2, "0")}:00Z`,
    finished: index === 0 ? finished : 0,
    per_minute: finished / 5,
    median_wait_seconds: null,
    waiting: 0,
  })),
}));

function worker(part: Partial<Worker> = {}): Worker {
  return {
    name: "run-4711-imports@example",
    queues: ["imports"],
    pool: "prefork",
    concurrency: 2,
    host: "example",
    pid: 4711,
    started_at: "2026-03-04T08:00:00Z",
    seen_at: "2026-03-04T09:30:00Z",
    alive: true,
    stopping: false,
    jobs: [{ id: job().id, kind: "csv_import", title: "customers.csv", started_at: "2026-03-04T09:30:01Z" }],
    other_jobs: 1,
    ...part,
  };
}

export const workers: Worker[] = [
  worker(),
  worker({ name: "run-4712-imports@example", stopping: true, jobs: [], other_jobs: 0 }),
  worker({ name: "run-4713-default@example", queues: ["default"], alive: false, jobs: [], other_jobs: 0 }),
];

export function undoJob(part: Partial<Job> = {}): Job {
  return job({
    id: "0199b000-0000-7000-8000-000000000009",
    kind: "undo",
    queue: "default",
    title: "Undo of customers.csv",
    params: { import: importJob.completed().id },
    result: { removed: 9688, restored: 12, kept: 3 },
    ...part,
  });
}

/** What the server says of taking an import back. */
export const undoState = {
  possible: (): UndoState => ({ can_undo: true, reason: null, job: null }),
  impossible: (reason: string): UndoState => ({ can_undo: false, reason, job: null }),
  underway: (): UndoState => ({
    can_undo: false,
    reason: "This import is being undone already.",
    job: undoJob({
      status: "processing",
      stage: "undoing",
      progress: { done: 3000, failed: 0, total: 9688 },
      result: null,
      finished_at: null,
    }),
  }),
  failed: (): UndoState => ({
    can_undo: true,
    reason: null,
    job: undoJob({
      status: "failed",
      result: null,
      failure: {
        kind: "infrastructure",
        code: "dataset_in_use",
        message: "The dataset is in use; try again later.",
        line: null,
        retryable: true,
      },
    }),
  }),
  done: (result: Job["result"] = undoJob().result): UndoState => ({
    can_undo: false,
    reason: "This import has been undone already.",
    job: undoJob({ result }),
  }),
};

export const keptRows: KeptRow[] = [
  {
    row: 12,
    key: { customer_id: "C-00012" },
    changed_by: "0199b000-0000-7000-8000-000000000007",
    reason: "changed_since",
    message: "more.csv has changed this row since.",
  },
  {
    row: null,
    key: { customer_id: "C-00013" },
    changed_by: null,
    reason: "gone",
    message: "This row is not there any more.",
  },
];

export const apiKey: ApiKey = {
  id: "0199c000-0000-7000-8000-000000000001",
  name: "Nightly export",
  prefix: "dp_3f9a2c",
  scopes: ["read", "write"],
  created_at: "2026-03-01T08:00:00Z",
  expires_at: null,
  last_used_at: "2026-03-04T02:00:00Z",
  revoked_at: null,
};

export function problem(status: number, code: string, detail: string, errors?: Problem["errors"]): Problem {
  return { type: `about:blank#${code}`, title: code, status, detail, code, ...(errors && { errors }) };
}

const REPORT = "0199e000-0000-7000-8000-000000000001";

/** A report in each of its states. */
export const report = {
  page: (part: Partial<Report> = {}): Report => ({
    id: REPORT,
    format: "html",
    student_id: "S-1042",
    namespace: "calculus-101",
    events: 200,
    status: "completed",
    failure: null,
    size: 48_230,
    pages: null,
    kept: true,
    created_at: "2026-03-04T09:30:00Z",
    finished_at: "2026-03-04T09:30:02Z",
    links: {
      self: `${API}/reports/${REPORT}/`,
      job: `${API}/jobs/${REPORT}/`,
      document: `http://localhost/assignment/html/${REPORT}`,
    },
    ...part,
  }),

  pdf: (part: Partial<Report> = {}): Report => {
    const id = "0199e000-0000-7000-8000-000000000002";
    const links = { ...report.page().links, document: `http://localhost/assignment/pdf/${id}` };
    return report.page({ id, format: "pdf", size: 61_900, pages: 6, links, ...part });
  },

  waiting: (part: Partial<Report> = {}): Report =>
    report.page({ status: "pending", size: null, finished_at: null, ...part }),

  underway: (part: Partial<Report> = {}): Report => report.waiting({ status: "processing", ...part }),

  paused: (part: Partial<Report> = {}): Report => report.waiting({ status: "paused", ...part }),

  failed: (part: Partial<Report> = {}): Report =>
    report.page({
      status: "failed",
      size: null,
      failure: {
        kind: "timeout",
        code: "too_large_report",
        message: "This report takes more than 120 seconds to write.",
        line: null,
        retryable: false,
      },
      ...part,
    }),

  cancelled: (part: Partial<Report> = {}): Report =>
    report.page({ status: "cancelled", size: null, ...part }),

  gone: (part: Partial<Report> = {}): Report => report.page({ kept: false, ...part }),
};
