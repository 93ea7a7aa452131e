import useSWR from "swr";
import type { Batch, IdResult, Ingestion } from "@/api/gen/types.gen";
import { type Answer, getAnswer, type Page, send } from "@/api/http";
import { pollDelay } from "@/api/polling";
import { withQuery } from "@/api/query";
import { type Pages, usePages } from "@/api/use-pages";
import { INGESTIONS, ingestionPath } from "./paths";

/** What the address of the list says. */
export interface IngestionFilters {
  status?: string | undefined;
  priority?: string | undefined;
}

/** Milliseconds between looks: while something goes on, and to see what was asked for elsewhere. */
const LIVE = 2000;
const CALM = 10_000;

const isOver = ({ status }: Ingestion) => status === "completed";

export interface IngestionsReading extends Pages<Ingestion> {
  cancel: (id: string) => Promise<void>;
}

/** The requests that the filters keep, newest first; looked at often while one of them, or the line, is moving. */
export function useIngestions(filters: IngestionFilters, isMoving: boolean): IngestionsReading {
  const pages = usePages<Ingestion>(withQuery(INGESTIONS, { ...filters, limit: 25 }), {
    revalidateAll: true,
    refreshInterval: (latest: Page<Ingestion>[] | undefined) =>
      !isMoving && latest?.every((page) => page.results.every(isOver)) ? CALM : LIVE,
  });

  async function cancel(id: string) {
    await send("POST", `${ingestionPath(id)}cancel/`);
    await pages.reload();
  }

  return { ...pages, cancel };
}

export interface IngestionReading {
  ingestion: Ingestion | undefined;
  error: Error | undefined;
  reload: () => void;
  cancel: () => Promise<void>;
}

/** One request, read again when the server says that something may be new, until it is over. */
export function useIngestion(id: string): IngestionReading {
  const { data, error, mutate } = useSWR<Answer<Ingestion>, Error>(ingestionPath(id), getAnswer<Ingestion>, {
    refreshInterval: (latest) => (!latest || isOver(latest.body) ? 0 : pollDelay(latest.retryAfterSeconds)),
  });

  async function cancel() {
    await send("POST", `${ingestionPath(id)}cancel/`);
    await mutate();
  }

  return { ingestion: data?.body, error, reload: () => void mutate(), cancel };
}

/** The parts of a request, read again as long as it goes on. */
export function useBatches(id: string, isLive: boolean): Pages<Batch> {
  return useParts<Batch>(`${ingestionPath(id)}batches/`, isLive);
}

export function useResults(id: string, outcome: string | undefined, isLive: boolean): Pages<IdResult> {
  return useParts<IdResult>(withQuery(`${ingestionPath(id)}results/`, { status: outcome }), isLive);
}

function useParts<T>(path: string, isLive: boolean): Pages<T> {
  return usePages<T>(path, { revalidateAll: true, refreshInterval: isLive ? LIVE : 0 });
}
