export const JOBS = "/api/jobs/";

export const jobPath = (id: string) => `${JOBS}${encodeURIComponent(id)}/`;
