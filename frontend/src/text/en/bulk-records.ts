import { count } from "../format";

/** Records that came as JSON: their result, and where a row that one of them made comes from. */
export const bulkRecords = {
  bulkRecords: {
    dataset: "Dataset",
    inserted: "New",
    updated: "Changed",
    unchanged: "Unchanged",
    skipped: "Sent again later",
    failed: "Left out",
    errors: "Records that were left out, and why",
    record: "Record",
    field: "Field",
    reason: "Reason",
    /** Counted from 0, as in the request. */
    index: (n: number) => count(n),
    wholeRecord: "the whole record",
    fromZero: "Records count from 0, as they stand in the request.",

    /** In a row's provenance. */
    job: "Job",
    when: "Sent",
    inRequest: "In the request",
    noneSent: "not sent",
    gone: "The request is no longer kept, so its values cannot be shown.",
    recordOf: (row: number, job: string) => `Record ${count(row)} of ${job}`,
  },
};
