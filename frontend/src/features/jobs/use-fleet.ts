import useSWR from "swr";
import type { Queue, Worker } from "@/api/gen/types.gen";
import { get } from "@/api/http";

/** Milliseconds between looks; a worker says every five seconds that it is there. */
const OFTEN = 3000;

export interface Fleet {
  queues: Queue[] | undefined;
  workers: Worker[] | undefined;
  error: Error | undefined;
  reload: () => void;
}

/** The queues and who works on them, as they are now. */
export function useFleet(): Fleet {
  const queues = useSWR<Queue[], Error>("/api/queues/", get, { refreshInterval: OFTEN });
  const workers = useSWR<Worker[], Error>("/api/workers/", get, { refreshInterval: OFTEN });
  return {
    queues: queues.data,
    workers: workers.data,
    error: queues.error ?? workers.error,
    reload: () => {
      void queues.mutate();
      void workers.mutate();
    },
  };
}
