import { useEffect, useRef } from "react";
import useSWR from "swr";
import type { ImportJob, IssueGroup, RowIssue } from "@/api/gen/types.gen";
import { get } from "@/api/http";
import { withQuery } from "@/api/query";
import { type Pages, usePages } from "@/api/use-pages";
import { issuesPath } from "./paths";

export interface FaultFilter {
  code?: string | undefined;
  column?: string | undefined;
}

/** The faults of an import, page by page; read again when the number of its faulty rows changes. */
export function useFaults({ id, failed_rows }: ImportJob, filter: FaultFilter): Pages<RowIssue> {
  const { code, column } = filter;
  const pages = usePages<RowIssue>(withQuery(issuesPath(id), { code, column, limit: 25 }), {
    revalidateAll: true,
  });
  const { reload } = pages;
  const read = useRef(failed_rows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: reload is new on every render and does the same
  useEffect(() => {
    if (read.current !== failed_rows) void reload();
    read.current = failed_rows;
  }, [failed_rows]);
  return pages;
}

/** How many faults of each kind there are, the most frequent first. */
export function useFaultGroups({ id, failed_rows }: ImportJob): {
  groups: IssueGroup[] | undefined;
  error: Error | undefined;
} {
  const { data, error } = useSWR<{ results: IssueGroup[] }, Error>(
    [withQuery(issuesPath(id), { group: "code,column" }), failed_rows],
    ([path]: [string]) => get<{ results: IssueGroup[] }>(path),
    { keepPreviousData: true },
  );
  return { groups: data?.results.toSorted((a, b) => b.count - a.count), error };
}
