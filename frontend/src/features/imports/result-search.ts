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
  /** The upload that a dry run was made of: its questions can be answered otherwise. */
  upload?: string | undefined;
  /** Whether they were answered as last time, without being asked. */
  remembered?: string | undefined;
}

/** What stays in the address whatever is looked at. */
export function lasting({ kept, upload, remembered }: ResultSearch): ResultSearch {
  return { kept, upload, remembered };
}

/** The part of the page below the books: where a number of them leads. */
export const RECORDS = "records";

/** In place of one outcome, where one would be chosen otherwise. */
export const EVERY_OUTCOME = "all";
