import type { RowSearch } from "./row-query";

/** The words of a dataset's address. Filters stand among them as `f.<column>`, so no column's name is in the way. */
export type DatasetSearch = RowSearch;

export const DATASET_TABS = ["rows", "schema", "imports"] as const;
export type DatasetTab = (typeof DATASET_TABS)[number];

/** A row of a dataset, known by the import that brought it and by its record's number there. */
export interface RowRef {
  importId: string;
  row: number;
}

export function tabOf({ tab }: DatasetSearch): DatasetTab {
  return DATASET_TABS.find((each) => each === tab) ?? "rows";
}

/** The address with words set, and those without a value taken out. */
export function withWords(search: DatasetSearch, words: Record<string, string | undefined>): DatasetSearch {
  return Object.fromEntries(
    Object.entries({ ...search, ...words }).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

/** What `row=` says in an address: `0199b000-….17`. */
export function rowWord({ importId, row }: RowRef): string {
  return `${importId}.${row}`;
}

export function rowOf({ row }: DatasetSearch): RowRef | undefined {
  const [, importId, number] = /^([\w-]+)\.([1-9]\d*)$/.exec(row ?? "") ?? [];
  return importId && number ? { importId, row: Number(number) } : undefined;
}
