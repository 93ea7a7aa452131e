import useSWRInfinite, { type SWRInfiniteConfiguration } from "swr/infinite";
import { get, type Page } from "./http";

export interface Pages<T> {
  rows: T[] | undefined;
  error: Error | undefined;
  hasMore: boolean;
  isLoadingMore: boolean;
  isChanging: boolean;
  loadMore: () => void;
  reload: () => Promise<unknown>;
}

/** Walks a keyset list page by page, following the server's `next`. A null path asks nothing. */
export function usePages<T>(
  path: string | null,
  options: SWRInfiniteConfiguration<Page<T>, Error> = {},
): Pages<T> {
  const swr = useSWRInfinite<Page<T>, Error>(
    (index, previous) => nextKey(path, index, previous),
    get<Page<T>>,
    {
      keepPreviousData: true,
      // read afresh when the list comes back into sight, but not again with each further page
      revalidateOnMount: true,
      revalidateFirstPage: false,
      ...options,
    },
  );
  const { data, error, size, setSize, isValidating, mutate } = swr;
  return {
    rows: data?.flatMap((page) => page.results),
    error,
    hasMore: Boolean(data?.at(-1)?.next),
    isLoadingMore: size > 1 && isValidating && data !== undefined && data.length < size,
    isChanging: swr.isLoading && data !== undefined,
    loadMore: () => void setSize((pages) => pages + 1),
    reload: () => mutate(),
  };
}

function nextKey(path: string | null, index: number, previous: Page<unknown> | null): string | null {
  if (index === 0) return path;
  return previous?.next ? pathOf(previous.next) : null;
}

/** The server writes whole addresses; behind a proxy only their path and query are ours. */
export function pathOf(address: string): string {
  const url = new URL(address, window.location.origin);
  return url.pathname + url.search;
}
