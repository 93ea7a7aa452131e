import { useCallback, useEffect, useRef } from "react";
import useSWR, { useSWRConfig } from "swr";
import { get } from "./http";
import {
  type ImportRecord,
  type RecordColumn,
  type RecordPage,
  type RecordQuery,
  recordsOf,
  recordsPath,
} from "./records";

export const PAGE_SIZE = 100;
/** Positions before and after those in sight that are fetched as well. */
const AHEAD = 40;
/** As many pages as can be in sight at once. */
const SLOTS = 3;
/** Pages that stay known after they went out of sight. */
const KEPT = 60;

export interface RecordPages {
  count: number | undefined;
  columns: RecordColumn[] | undefined;
  error: Error | undefined;
  /** Whether what is shown are still the records of the query before. */
  isStale: boolean;
  /** The record at a position from 0; undefined while it is being fetched. */
  at: (position: number) => ImportRecord | undefined;
  reload: () => Promise<void>;
}

/** The records of an import by their positions: only the pages in sight are fetched, and a few are remembered. */
export function useRecordPages(id: string, query: RecordQuery, first: number, last: number): RecordPages {
  const wanted = {
    first: Math.max(Math.floor((first - AHEAD) / PAGE_SIZE), 0),
    last: Math.floor((last + AHEAD) / PAGE_SIZE),
  };
  // the first page is always read: it says how many there are and what the columns are
  const start = useSWR<RecordPage, Error>(pathOf(id, query, 0), get, { keepPreviousData: true });
  const pageCount = Math.ceil((start.data?.count ?? 0) / PAGE_SIZE);
  const keyOf = (slot: number): string | null => {
    const page = wanted.first + ((((slot - wanted.first) % SLOTS) + SLOTS) % SLOTS);
    return page > 0 && page <= wanted.last && page < pageCount ? pathOf(id, query, page) : null;
  };
  const keys = [keyOf(0), keyOf(1), keyOf(2)] as const;
  const pages = [
    start,
    useSWR<RecordPage, Error>(keys[0], get),
    useSWR<RecordPage, Error>(keys[1], get),
    useSWR<RecordPage, Error>(keys[2], get),
  ];
  useForgetting(keys);

  const known = new Map(pages.flatMap(({ data }) => (data ? [[data.offset, data.results] as const] : [])));
  return {
    count: start.data?.count,
    columns: start.data?.columns,
    isStale: start.isLoading && start.data !== undefined,
    error: pages.find(({ error }) => error)?.error,
    at: (position) => known.get(position - (position % PAGE_SIZE))?.[position % PAGE_SIZE],
    reload: async () => void (await Promise.all(pages.map((page) => page.mutate()))),
  };
}

function pathOf(id: string, query: RecordQuery, page: number): string {
  return recordsPath(id, query, { offset: page * PAGE_SIZE, limit: PAGE_SIZE });
}

/** Lets go of the pages that were out of sight the longest, or a long file would fill the browser's memory. */
function useForgetting(keys: readonly (string | null)[]): void {
  const { cache } = useSWRConfig();
  const seen = useRef<string[]>([]);
  const forget = useCallback(
    (shown: string[]) => {
      const rest = seen.current.filter((key) => !shown.includes(key));
      seen.current = [...rest, ...shown];
      for (const key of seen.current.splice(0, Math.max(seen.current.length - KEPT, 0))) cache.delete(key);
    },
    [cache],
  );
  const shown = keys.filter((key) => key !== null).join("\n");
  useEffect(() => {
    if (shown) forget(shown.split("\n"));
  }, [shown, forget]);
}

/** Puts records in place of those with their numbers, on every page of an import that is known. */
export function useReplaceRecords(id: string): (records: readonly ImportRecord[]) => Promise<void> {
  const { mutate } = useSWRConfig();
  return async (records) => {
    const changed = new Map(records.map((record) => [record.row, record]));
    await mutate<RecordPage>(
      (key) => typeof key === "string" && key.startsWith(recordsOf(id)),
      (page) => page && { ...page, results: page.results.map((record) => changed.get(record.row) ?? record) },
      { revalidate: false },
    );
  };
}
