import type { ImportJob as Described } from "@/api/gen/types.gen";

/** An import, with what it was made of and what was made of it. */
export type ImportJob = Described & {
  /** Records whose values differ from the file's, because somebody has changed them. */
  edited_rows?: number;
  /** The dry run that was looked through before. */
  review?: string | null;
  /** Of a dry run, the import that was made of it. */
  imported_as?: string | null;
};
