import useSWR from "swr";
import type { Dataset } from "./gen/types.gen";
import { get, type Page } from "./http";
import { withQuery } from "./query";

export const DATASETS = "/api/datasets/";
/** As many datasets as a page of the API holds; a workspace with more is found by its history. */
export const ALL_DATASETS = withQuery(DATASETS, { limit: 200 });

export interface DatasetsReading {
  data: Dataset[] | undefined;
  error: Error | undefined;
  reload: () => void;
}

export function useDatasets(): DatasetsReading {
  const { data, error, mutate } = useSWR<Page<Dataset>, Error>(ALL_DATASETS, get);
  return { data: data?.results, error, reload: () => void mutate() };
}
