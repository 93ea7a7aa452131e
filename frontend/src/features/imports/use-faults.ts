import useSWR from "swr";
import type { IssueGroup, RowIssue } from "@/api/gen/types.gen";
import { get } from "@/api/http";
import { withQuery } from "@/api/query";
import { type Pages, usePages } from "@/api/use-pages";
import { issuesPath } from "./paths";

export interface FaultFilter {
  code?: string | undefined;
  column?: string | undefined;
}

/** The faults of an import, page by page. `version` changes when there may be more of them. */
export function useFaults(id: string, filter: FaultFilter): Pages<RowIssue> {
  return usePages<RowIssue>(withQuery(issuesPath(id), { ...filter, limit: 25 }));
}

/** How many faults of each kind there are, the most frequent first. */
export function useFaultGroups(id: string): { groups: IssueGroup[] | undefined; error: Error | undefined } {
  const { data, error } = useSWR<{ results: IssueGroup[] }, Error>(
    withQuery(issuesPath(id), { group: "code,column" }),
    get,
  );
  return { groups: data?.results.toSorted((a, b) => b.count - a.count), error };
}
