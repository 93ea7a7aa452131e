import useSWR, { useSWRConfig } from "swr";
import type { Dataset, DatasetCreateRequest } from "@/api/gen/types.gen";
import { get, type Page, send } from "@/api/http";
import { withQuery } from "@/api/query";
import { DATASETS, datasetPath, rowsPath } from "./paths";

/** As many datasets as a page of the API holds; a workspace with more is found by its history. */
const ALL = withQuery(DATASETS, { limit: 200 });

interface Reading<T> {
  data: T | undefined;
  error: Error | undefined;
  reload: () => void;
}

export function useDatasets(): Reading<Dataset[]> {
  const { data, error, mutate } = useSWR<Page<Dataset>, Error>(ALL, get);
  return { data: data?.results, error, reload: () => void mutate() };
}

export function useDataset(slug: string): Reading<Dataset> & { remove: () => Promise<void> } {
  const { data, error, mutate } = useSWR<Dataset, Error>(datasetPath(slug), get);
  const { mutate: mutateAny } = useSWRConfig();

  async function remove() {
    await send("DELETE", datasetPath(slug));
    await mutateAny(ALL);
    // forgotten without asking again: the address answers 404 from now on
    await mutateAny((key) => typeof key === "string" && key.includes(rowsPath(slug)), undefined, {
      revalidate: false,
    });
  }

  return { data, error, reload: () => void mutate(), remove };
}

/** Reads a dataset anew, and the list it stands in. */
export function useRefreshDataset(slug: string): () => Promise<void> {
  const { mutate } = useSWRConfig();
  return async () => void (await Promise.all([mutate(datasetPath(slug)), mutate(ALL)]));
}

/** Makes an empty dataset; where it stands in the list is read anew. */
export function useMakeDataset(): (wanted: DatasetCreateRequest) => Promise<Dataset> {
  const { mutate } = useSWRConfig();
  return async (wanted) => {
    const made = await send<Dataset>("POST", DATASETS, wanted);
    await mutate(ALL);
    return made;
  };
}
