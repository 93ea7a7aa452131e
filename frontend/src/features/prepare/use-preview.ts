import useSWR from "swr";
import type { Preview } from "@/api/gen/types.gen";
import { get } from "@/api/http";
import { withQuery } from "@/api/query";
import { uploadPath } from "@/api/uploads";
import type { Draft } from "./draft";

export interface PreviewReading {
  preview: Preview | undefined;
  error: Error | undefined;
  /** The preview shown is of the choices before; that of the latest is on its way. */
  isChanging: boolean;
  reload: () => void;
}

/** How the file would be read by what has been decided; the preview before stays until the next one is there. */
export function usePreview(id: string | undefined, { dataset, dialect }: Draft): PreviewReading {
  // an empty one is said, too: that all is to be recognised anew, whatever is remembered
  const wishes = dialect && JSON.stringify(dialect);
  const path = id === undefined ? null : withQuery(`${uploadPath(id)}preview/`, { dataset, dialect: wishes });
  const { data, error, isLoading, mutate } = useSWR<Preview, Error>(path, get, {
    keepPreviousData: true,
    revalidateOnFocus: false,
    revalidateIfStale: false,
  });
  return { preview: data, error, isChanging: isLoading && data !== undefined, reload: () => void mutate() };
}
