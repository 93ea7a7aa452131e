import { useEffect } from "react";
import { useSWRConfig } from "swr";
import type { ImportJob, Job } from "@/api/gen/types.gen";
import { isFinal } from "@/api/polling";
import { usePolled } from "@/api/use-polled";
import { type MergeView, mergeView } from "./merge-view";
import { importPath, jobPath } from "./paths";

/** The latest merge into an import, followed to its end; the import's numbers change along with it. */
export function useMerge(job: ImportJob): MergeView {
  const path = job.merge_job ? jobPath(job.merge_job) : null;
  const { data } = usePolled<Job>(path, path && `${path}events/`);
  useFreshImport(job.id, data?.body);
  return mergeView(data?.body);
}

/** Reads the import again whenever its merge has come further, and all that hangs on it once that has ended. */
function useFreshImport(id: string, merge: Job | undefined): void {
  const { mutate } = useSWRConfig();
  const path = importPath(id);
  const done = merge?.progress.done;
  const ended = merge !== undefined && isFinal(merge.status);
  useEffect(() => {
    if (ended)
      void mutate(
        (key) => typeof key === "string" && (key.startsWith(path) || key.startsWith("/api/datasets/")),
      );
    else if (done !== undefined) void mutate(path);
  }, [path, done, ended, mutate]);
}
