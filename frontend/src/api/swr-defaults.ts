import type { SWRConfiguration } from "swr";
import { ProblemError } from "./problem";

/** Asked again only when asking again can help: no answer, or the server's own fault. */
function worthRetrying(error: unknown): boolean {
  return (
    !(error instanceof ProblemError) || error.status === 0 || error.status >= 500 || error.status === 429
  );
}

export const swrDefaults: SWRConfiguration = {
  shouldRetryOnError: worthRetrying,
  errorRetryInterval: 2000,
  dedupingInterval: 500,
  focusThrottleInterval: 5000,
};
