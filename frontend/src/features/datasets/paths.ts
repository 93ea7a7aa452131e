import { DATASETS } from "@/api/use-datasets";

export const datasetPath = (slug: string) => `${DATASETS}${encodeURIComponent(slug)}/`;
export const rowsPath = (slug: string) => `${datasetPath(slug)}rows/`;
export const rowPath = (slug: string, { importId, row }: { importId: string; row: number }) =>
  `${rowsPath(slug)}${encodeURIComponent(importId)}/${row}/`;
export const schemaPath = (slug: string) => `${datasetPath(slug)}schema/`;
export const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}/`;
