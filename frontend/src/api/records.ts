import type { Record as ImportRecord, RecordOutcomeEnum } from "./gen/types.gen";
import { withQuery } from "./query";

export type { CellFault, RecordColumn, RecordPage } from "./gen/types.gen";
export type { ImportRecord };

/** What has become of a record; of an ended dry run, what would become of it. */
export type RecordOutcome = RecordOutcomeEnum;

/** Which records: all of them where nothing is said. */
export interface RecordQuery {
  outcome?: RecordOutcome | undefined;
  code?: string | undefined;
  column?: string | undefined;
  edited?: "true" | undefined;
}

/** What the address of every page of an import's records begins with. */
export const recordsOf = (id: string) => `/api/imports/${encodeURIComponent(id)}/records/`;

export function recordsPath(
  id: string,
  query: RecordQuery,
  where: { offset: number; limit: number } | { around: number; limit: number },
): string {
  return withQuery(recordsOf(id), { ...query, ...where });
}
