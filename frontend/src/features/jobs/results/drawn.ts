import type { Job } from "@/api/gen/types.gen";

/** What a job has brought, as its kind wrote it: nothing of its shape is promised by the API. */
export type Result = NonNullable<Job["result"]>;

/** What each drawing of a result is given. */
export interface Drawn {
  result: Result;
  job: Job;
}
