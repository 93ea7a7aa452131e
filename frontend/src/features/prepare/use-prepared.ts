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
  const writing = useRef(0);
  const last = useRef<Promise<void>>(Promise.resolve());
  const latest = useRef<Draft>({});
  const [unkept, setUnkept] = useState<unknown>();
  const { data, error, mutate } = useSWR<Upload, Error>(uploadPath(id), get, {
    // what is being written here is newer than what is there
    isPaused: () => writing.current > 0,
    onSuccess: (upload) => {
      latest.current = upload.draft;
    },
  });
  const draft = (data?.draft ?? {}) as Draft;

  async function decide(part: Partial<Draft>) {
    if (!data) return;
    latest.current = { ...draft, ...latest.current, ...part };
    const wanted = latest.current;
    writing.current += 1;
    void mutate({ ...data, draft: { ...wanted } }, { revalidate: false });
    // one after the other, so that the last decision is the one that is kept
    last.current = last.current.then(() => keep(wanted));
    await last.current;
  }

  async function keep(wanted: Draft) {
    try {
      await send("PUT", draftPath(id), wanted);
      setUnkept(undefined);
    } catch (failed) {
      setUnkept(failed);
    } finally {
      writing.current -= 1;
    }
  }

  return { upload: data, error, draft, decide, unkept, reload: () => void mutate() };
}
