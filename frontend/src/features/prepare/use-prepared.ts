import { useRef, useState } from "react";
import useSWR from "swr";
import type { Upload } from "@/api/gen/types.gen";
import { get, send } from "@/api/http";
import { draftPath, uploadPath } from "@/api/uploads";
import type { Draft } from "./draft";

export interface Prepared {
  upload: Upload | undefined;
  error: Error | undefined;
  draft: Draft;
  /** Changes parts of the draft, here at once and then on the server. */
  decide: (part: Partial<Draft>) => Promise<void>;
  /** Why the latest decisions are not kept. */
  unkept: unknown;
  reload: () => void;
}

/** An upload and what has been decided about it. Another tab's decisions arrive when this one comes into sight. */
export function usePrepared(id: string): Prepared {
  const latest = useRef<Draft>({});
  const wanted = useRef<Draft>(null);
  const writing = useRef<Promise<void>>(null);
  const [unkept, setUnkept] = useState<unknown>();
  const { data, error, mutate } = useSWR<Upload, Error>(uploadPath(id), get, {
    // what is being written here is newer than what is there
    isPaused: () => writing.current !== null,
    onSuccess: (upload) => {
      latest.current = upload.draft;
    },
  });
  const draft = (data?.draft ?? {}) as Draft;

  async function decide(part: Partial<Draft>) {
    if (!data) return;
    latest.current = { ...draft, ...latest.current, ...part };
    wanted.current = latest.current;
    void mutate({ ...data, draft: { ...latest.current } }, { revalidate: false });
    writing.current ??= keep();
    await writing.current;
  }

  /** Writes one draft after the other, the last one last; those that a newer one has overtaken are left out. */
  async function keep() {
    try {
      for (let next = wanted.current; next; next = wanted.current) {
        wanted.current = null;
        await send("PUT", draftPath(id), next);
      }
      setUnkept(undefined);
    } catch (failed) {
      setUnkept(failed);
    } finally {
      writing.current = null;
    }
  }

  return { upload: data, error, draft, decide, unkept, reload: () => void mutate() };
}
