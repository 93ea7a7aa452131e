import { useCallback, useState } from "react";
import useSWR, { type SWRResponse } from "swr";
import type { JobStatusEnum } from "./gen/types.gen";
import { type Answer, getAnswer } from "./http";
import { isFinal, pollDelay } from "./polling";
import { useEvents } from "./use-events";

/**
 * Reads a job of any kind, and again whenever its events say so or it is time to, until it has reached its end.
 * A null path reads nothing.
 */
export function usePolled<T extends { status: JobStatusEnum }>(
  path: string | null,
  events: string | null = null,
): SWRResponse<Answer<T>, Error> {
  const [told, setTold] = useState(false);
  const swr = useSWR<Answer<T>, Error>(path, getAnswer<T>, {
    refreshInterval: (latest) => {
      if (!latest || isFinal(latest.body.status)) return 0;
      return pollDelay(latest.retryAfterSeconds, told && latest.body.status !== "pending");
    },
  });
  const { data, mutate } = swr;
  const going = data !== undefined && !isFinal(data.body.status);
  const read = useCallback(() => void mutate(), [mutate]);
  useEvents(going ? events : null, { onNews: read, onOpen: setTold });
  return swr;
}
