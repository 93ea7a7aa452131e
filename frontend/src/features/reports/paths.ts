export const REPORTS = "/api/reports/";

export const reportPath = (id: string) => `${REPORTS}${encodeURIComponent(id)}/`;

/** A report is a job: it is cancelled, retried and listened to as one. */
export const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}/`;
