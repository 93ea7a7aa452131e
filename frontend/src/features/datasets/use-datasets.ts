import useSWR, { useSWRConfig } from "swr";
import type { Dataset, DatasetCreateRequest } from "@/api/gen/types.gen";
import { get, send } from "@/api/http";
import { ALL_DATASETS, DATASETS } from "@/api/use-datasets";
import { datasetPath, rowsPath } from "./paths";

interface Reading {
  data: Dataset | undefined;
  error: Error | undefined;
  reload: () => void;
}

export function useDataset(slug: string): Reading & { remove: () => Promise<void> } {
  const { data, error, mutate } = useSWR<Dataset, Error>(datasetPath(slug), get);
  const { mutate: mutateAny } = useSWRConfig();

  async function remove() {
    await send("DELETE", datasetPath(slug));
    await mutateAny(ALL_DATASETS);
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
  return async () => void (await Promise.all([mutate(datasetPath(slug)), mutate(ALL_DATASETS)]));
}

/** Makes an empty dataset; where it stands in the list is read anew. */
export function useMakeDataset(): (wanted: DatasetCreateRequest) => Promise<Dataset> {
  const { mutate } = useSWRConfig();
  return async (wanted) => {
    const made = await send<Dataset>("POST", DATASETS, wanted);
    await mutate(ALL_DATASETS);
    return made;
  };
}
