import type { Dataset } from "@/api/gen/types.gen";
import { withQuery } from "@/api/query";
import { type Pages, usePages } from "@/api/use-pages";
import { rowsPath } from "./paths";
import { type RowSearch, rowParameters } from "./row-query";

/** A row as the API gives it: its fields, and where it came from. */
export type Row = Record<string, unknown> & { _import?: string | null; _row?: number | null };

const PAGE = 200;

export function useRows(dataset: Dataset, search: RowSearch): Pages<Row> {
  return usePages<Row>(
    withQuery(rowsPath(dataset.slug), { ...rowParameters(search, dataset.schema.fields), limit: PAGE }),
  );
}

export const EXPORT_FORMATS = ["csv", "csv-safe", "xlsx", "jsonl", "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The same rows, in the same order, as one file. */
export function exportPath(dataset: Dataset, search: RowSearch, format: ExportFormat): string {
  return withQuery(rowsPath(dataset.slug), { ...rowParameters(search, dataset.schema.fields), format });
}
