import useSWR from "swr";
import type { Job, JobCounts, Kind } from "@/api/gen/types.gen";
import { get, type Page, send } from "@/api/http";
import { isFinal } from "@/api/polling";
import { withQuery } from "@/api/query";
import { type Pages, usePages } from "@/api/use-pages";
import { dayStart } from "@/text/day";
import { JOBS, jobPath } from "./paths";

/** What the address of the list says. */
export interface JobFilters {
  status?: string | undefined;
  /** Completed, and not all of it well. */
  partial?: string | undefined;
  quarantined?: string | undefined;
  kind?: string | undefined;
  queue?: string | undefined;
  search?: string | undefined;
  /** Days, the last one included. */
  from?: string | undefined;
  to?: string | undefined;
  /** By what they are sorted; the newest come first where nothing is said. */
  sort?: string | undefined;
}

/** The filters as the server names them, without the order. */
export function jobQuery({ from, to, sort: _sort, ...filters }: JobFilters) {
  return { ...filters, created_after: dayStart(from), created_before: dayStart(to, 1) };
}

/** Milliseconds between looks: often while something runs, now and then to see what was started elsewhere. */
const LIVE = 1500;
/** While one stops, so that it is seen as soon as it has. */
const STOPPING = 500;
const CALM = 10_000;

export interface JobsReading extends Pages<Job> {
  cancel: (id: string) => Promise<void>;
  retry: (id: string) => Promise<void>;
}

export function useJobs(filters: JobFilters): JobsReading {
  const pages = usePages<Job>(withQuery(JOBS, { ...jobQuery(filters), ordering: filters.sort, limit: 50 }), {
    revalidateAll: true,
    refreshInterval: listInterval,
  });

  async function act(id: string, verb: "cancel" | "retry") {
    await send("POST", `${jobPath(id)}${verb}/`);
    await pages.reload();
  }

  return { ...pages, cancel: (id) => act(id, "cancel"), retry: (id) => act(id, "retry") };
}

function listInterval(latest: Page<Job>[] | undefined): number {
  const going = (latest ?? []).flatMap(({ results }) => results).filter(({ status }) => !isFinal(status));
  if (going.some(({ status, cancel_requested: asked }) => asked && status === "processing")) return STOPPING;
  return going.length > 0 ? LIVE : CALM;
}

/** How many of the jobs that the other filters keep are in each status; kept in sight while they are counted anew. */
export function useJobCounts({
  status: _status,
  partial: _partial,
  quarantined: _quarantined,
  ...filters
}: JobFilters): JobCounts | undefined {
  const path = withQuery(`${JOBS}counts/`, jobQuery(filters));
  return useSWR<JobCounts, Error>(path, get, { keepPreviousData: true, refreshInterval: countsInterval })
    .data;
}

function countsInterval(counts: JobCounts | undefined): number {
  return counts && counts.pending + counts.processing > 0 ? LIVE : CALM;
}

/** The kinds of job there are; empty until they are known. */
export function useKinds(): Kind[] {
  return useSWR<Kind[], Error>("/api/kinds/", get).data ?? [];
}
