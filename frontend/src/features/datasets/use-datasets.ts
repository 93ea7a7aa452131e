import useSWR, { useSWRConfig } from "swr";
import type { Dataset } from "@/api/gen/types.gen";
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
