/** What the address of an import's page says beside its id: the open tab, and what is picked out in it. */
export interface ResultSearch {
  tab?: string | undefined;
  outcome?: string | undefined;
  code?: string | undefined;
  column?: string | undefined;
  row?: string | undefined;
  edited?: string | undefined;
  /** Whether the rows that an undo kept are listed. */
  kept?: string | undefined;
}

/** The part of the page below the books: where a number of them leads. */
export const RECORDS = "records";

/** In place of one outcome, where one would be chosen otherwise. */
export const EVERY_OUTCOME = "all";
