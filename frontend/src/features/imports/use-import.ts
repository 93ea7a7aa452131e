import { useEffect } from "react";
import { useSWRConfig } from "swr";
import type { ImportJob, JobStatusEnum } from "@/api/gen/types.gen";
import { type Answer, send } from "@/api/http";
import { isFinal } from "@/api/polling";
import { usePolled } from "@/api/use-polled";
import { actPath, eventsPath, importPath } from "./paths";

export type Act = "cancel" | "pause" | "resume" | "retry";

export interface ImportReading {
  job: ImportJob | undefined;
  error: Error | undefined;
  reload: () => void;
  act: (act: Act) => Promise<void>;
}

/** One import, followed until it has ended, and what can be done to it. */
export function useImport(id: string): ImportReading {
  const { data, error, mutate } = usePolled<ImportJob>(importPath(id), eventsPath(id));
  useFreshDatasets(data?.body.status);

  async function act(what: Act) {
    const body = await send<ImportJob>("POST", actPath(id, what));
    const answer: Answer<ImportJob> = { body, retryAfterSeconds: null };
    await mutate(answer, { revalidate: false });
  }

  return { job: data?.body, error, reload: () => void mutate(), act };
}

/** An import that ends has changed its dataset, or made one: what is known of them is to be read again. */
function useFreshDatasets(status: JobStatusEnum | undefined): void {
  const { mutate } = useSWRConfig();
  const ended = status !== undefined && isFinal(status);
  useEffect(() => {
    if (ended) void mutate((key) => typeof key === "string" && key.startsWith("/api/datasets/"));
  }, [ended, mutate]);
}
