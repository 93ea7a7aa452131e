export const DATASETS = "/api/datasets/";

export const datasetPath = (slug: string) => `${DATASETS}${encodeURIComponent(slug)}/`;
export const rowsPath = (slug: string) => `${datasetPath(slug)}rows/`;
