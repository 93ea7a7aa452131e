import useSWR from "swr";
import type { Job, Kind } from "@/api/gen/types.gen";
import { get, type Page, send } from "@/api/http";
import { isFinal } from "@/api/polling";
import { withQuery } from "@/api/query";
import { type Pages, usePages } from "@/api/use-pages";
import { JOBS, jobPath } from "./paths";

/** Named as the server's own filters are. */
export interface JobFilters {
  status?: string | undefined;
  kind?: string | undefined;
  quarantined?: string | undefined;
  search?: string | undefined;
}

/** Milliseconds between looks: often while something runs, now and then to see what was started elsewhere. */
const LIVE = 1500;
const CALM = 10_000;

export interface JobsReading extends Pages<Job> {
  cancel: (id: string) => Promise<void>;
  retry: (id: string) => Promise<void>;
}

export function useJobs(filters: JobFilters): JobsReading {
  const pages = usePages<Job>(withQuery(JOBS, { ...filters, limit: 50 }), {
    revalidateAll: true,
    refreshInterval: (latest: Page<Job>[] | undefined) =>
      latest?.some((page) => page.results.some((job) => !isFinal(job.status))) ? LIVE : CALM,
  });

  async function act(id: string, verb: "cancel" | "retry") {
    await send("POST", `${jobPath(id)}${verb}/`);
    await pages.reload();
  }

  return { ...pages, cancel: (id) => act(id, "cancel"), retry: (id) => act(id, "retry") };
}

/** The kinds of job there are; empty until they are known. */
export function useKinds(): Kind[] {
  return useSWR<Kind[], Error>("/api/kinds/", get).data ?? [];
}
