import useSWR from "swr";
import { get, type Page, send } from "@/api/http";
import { UPLOADS, type Upload, uploadPath } from "@/api/uploads";

interface OpenUploads {
  uploads: Upload[] | undefined;
  discard: (id: string) => Promise<void>;
}

/** Files that are here, whole or in part, and not imported yet. */
export function useOpenUploads(): OpenUploads {
  const { data, mutate } = useSWR<Page<Upload>, Error>(UPLOADS, get);

  async function discard(id: string) {
    await send("DELETE", uploadPath(id));
    await mutate();
  }

  return { uploads: data?.results, discard };
}
