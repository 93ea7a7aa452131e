import useSWR, { type SWRResponse } from "swr";
import type { JobStatusEnum } from "./gen/types.gen";
import { type Answer, getAnswer } from "./http";
import { isFinal, pollDelay } from "./polling";

/** Reads a job of any kind and looks again until it has reached its end. */
export function usePolled<T extends { status: JobStatusEnum }>(path: string): SWRResponse<Answer<T>, Error> {
  return useSWR<Answer<T>, Error>(path, getAnswer<T>, {
    refreshInterval: (latest) => {
      if (!latest) return 0;
      return isFinal(latest.body.status) ? 0 : pollDelay(latest.retryAfterSeconds);
    },
  });
}
