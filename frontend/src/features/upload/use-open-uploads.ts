import useSWR from "swr";
import type { Upload } from "@/api/gen/types.gen";
import { get, type Page, send } from "@/api/http";
import { UPLOADS, uploadPath } from "@/api/uploads";

export interface OpenUploadsReading {
  uploads: Upload[] | undefined;
  /** Not known yet whether there are any. */
  isReading: boolean;
  error: Error | undefined;
  discard: (id: string) => Promise<void>;
}

/** Files that are here, whole or in part, and not imported yet. */
export function useOpenUploads(): OpenUploadsReading {
  const { data, error, isLoading, mutate } = useSWR<Page<Upload>, Error>(UPLOADS, get);

  async function discard(id: string) {
    await send("DELETE", uploadPath(id));
    await mutate();
  }

  // what was sent for a job is chosen in that job's form
  const uploads = data?.results.filter(({ draft }) => draft.for_a_job !== true);
  return { uploads, isReading: isLoading && data === undefined, error, discard };
}
