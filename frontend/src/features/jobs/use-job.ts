import { useEffect } from "react";
import useSWR from "swr";
import type { Attempt, Event, Job } from "@/api/gen/types.gen";
import { type Answer, get, type Page, send } from "@/api/http";
import { isFinal } from "@/api/polling";
import { withQuery } from "@/api/query";
import { usePages } from "@/api/use-pages";
import { usePolled } from "@/api/use-polled";
import { IMPORT } from "./job-words";
import { jobPath } from "./paths";

export type Act = "cancel" | "pause" | "resume" | "retry";

export interface JobReading {
  job: Job | undefined;
  error: Error | undefined;
  reload: () => void;
  act: (act: Act) => Promise<void>;
  again: () => Promise<Job>;
}

/** One job of any kind, followed until it has ended, and what can be asked of it. */
export function useJob(id: string): JobReading {
  const path = jobPath(id);
  const { data, error, mutate } = usePolled<Job>(path, `${path}events/`);
  const job = data?.body;

  async function act(what: Act) {
    const body = await send<Job>("POST", `${path}${what}/`);
    const answer: Answer<Job> = { body, retryAfterSeconds: null };
    await mutate(answer, { revalidate: false });
  }

  // An import of a file that is in already wants to be meant; it was asked about before.
  const again = () =>
    send<Job>("POST", `${path}again/`, job?.kind === IMPORT ? { params: { force: true } } : {});

  return { job, error, reload: () => void mutate(), act, again };
}

/** What is asked of a job of any kind for its attempts and its log. */
export type Followed = Pick<Job, "id" | "status" | "attempt">;

const OFTEN = 2000;

/** Milliseconds between looks at what grows while a job goes on. */
function interval(job: Followed): number {
  return isFinal(job.status) || job.status === "paused" ? 0 : OFTEN;
}

/** A job's attempts, the latest first; read again when another begins or it has ended. */
export function useAttempts(job: Followed): { attempts: Attempt[] | undefined; error: Error | undefined } {
  const { data, error } = useSWR<Page<Attempt>, Error>(
    [`${jobPath(job.id)}attempts/`, job.status, job.attempt],
    ([path]: [string]) => get<Page<Attempt>>(path),
    { keepPreviousData: true, refreshInterval: interval(job) },
  );
  return { attempts: data?.results, error };
}

export interface JobLog {
  lines: Event[] | undefined;
  error: Error | undefined;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
}

/** A job's log: what was written, and where its status changed, in order. */
export function useJobLog(job: Followed): JobLog {
  const path = withQuery(`${jobPath(job.id)}events/`, { type: ["log", "status"], limit: 200 });
  const { rows, reload, ...pages } = usePages<Event>(path, {
    revalidateAll: true,
    refreshInterval: interval(job),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once more when its status has changed, also to the last
  useEffect(() => void reload(), [job.status]);
  return { lines: rows, ...pages };
}
