import type { RecordOutcome, RecordQuery } from "@/api/records";

/** What the address says of the records under review; other parts of it are passed on untouched. */
export interface ReviewSearch {
  /** `all`, or what is to become of the records. */
  outcome?: string | undefined;
  code?: string | undefined;
  column?: string | undefined;
  edited?: string | undefined;
  /** The record that is looked at, by its number in the file. */
  row?: string | undefined;
}

/** Where a review opens: on what is rejected, if anything is; mending has nothing else. */
export interface Scope {
  only: "failed" | null;
  hasFailed: boolean;
}

const OUTCOMES: readonly string[] = [
  "failed",
  "inserted",
  "updated",
  "unchanged",
  "skipped",
  "unprocessed",
] satisfies RecordOutcome[];

export function outcomeOf(search: ReviewSearch, { only, hasFailed }: Scope): RecordOutcome | undefined {
  if (only) return only;
  if (search.outcome === "all") return undefined;
  if (OUTCOMES.includes(search.outcome ?? "")) return search.outcome as RecordOutcome;
  return hasFailed && !search.edited ? "failed" : undefined;
}

export function queryOf(search: ReviewSearch, scope: Scope): RecordQuery {
  return {
    outcome: outcomeOf(search, scope),
    code: search.code,
    column: search.code ? search.column : undefined,
    edited: search.edited ? "true" : undefined,
  };
}

/** The records of one outcome, all of them where it is undefined; what else was picked out goes. */
export function withOutcome(search: ReviewSearch, outcome: RecordOutcome | undefined): ReviewSearch {
  return { ...withoutPicks(search), outcome: outcome ?? "all" };
}

/** The records with faults of one kind; all rejected ones for null. */
export function withGroup(
  search: ReviewSearch,
  group: { code: string; column: string } | null,
): ReviewSearch {
  const { outcome: _, ...rest } = withoutPicks(search);
  return group ? { ...rest, code: group.code, column: group.column || undefined } : rest;
}

export function withEdited(search: ReviewSearch, only: boolean): ReviewSearch {
  const { outcome: _, ...rest } = withoutPicks(search);
  return only ? { ...rest, edited: "true" } : rest;
}

function withoutPicks(search: ReviewSearch): ReviewSearch {
  const { code: _code, column: _column, edited: _edited, row: _row, ...rest } = search;
  return rest;
}
