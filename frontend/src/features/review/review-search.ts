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
