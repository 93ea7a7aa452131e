import { useEffect, useEffectEvent, useRef, useState } from "react";
import useSWR, { useSWRConfig } from "swr";
import type { ImportJob, UndoState } from "@/api/gen/types.gen";
import { get, send } from "@/api/http";
import { isFinal } from "@/api/polling";
import { IMPORTS, undoPath } from "./paths";
import { mayBeUndone, type UndoView, undoView } from "./undo-view";

/** Milliseconds between looks at an undo on its way. */
const OFTEN = 1000;

export interface Undoing {
  view: UndoView;
  error: unknown;
  start: () => Promise<void>;
}

/** Whether an import that has ended can be taken back, and how far that is. `atOnce` begins as soon as it can. */
export function useUndo(job: ImportJob, atOnce: boolean): Undoing {
  const path = undoPath(job.id);
  const { data, error, mutate } = useSWR<UndoState, Error>(mayBeUndone(job) ? path : null, get, {
    refreshInterval: (latest) => (latest?.job && !isFinal(latest.job.status) ? OFTEN : 0),
  });
  const view = undoView(job, data);
  useFreshRows(view.state === "undone" && job.undone_at === null);

  async function start() {
    await send("POST", path);
    await mutate();
  }

  const refused = useOnce(atOnce && view.state === "possible", start);
  return { view, error: error ?? refused, start };
}

/** Does something the first time that it may be done; returns why not, when it could not. */
function useOnce(may: boolean, act: () => Promise<void>): unknown {
  const [refused, setRefused] = useState<unknown>();
  const begun = useRef(false);
  const begin = useEffectEvent(() => {
    begun.current = true;
    act().catch(setRefused);
  });
  useEffect(() => {
    if (may && !begun.current) begin();
  }, [may]);
  return refused;
}

/** What is known of the import, of all imports and of datasets is to be read again once its rows are gone. */
function useFreshRows(gone: boolean): void {
  const { mutate } = useSWRConfig();
  useEffect(() => {
    if (gone)
      void mutate(
        (key) => typeof key === "string" && (key.startsWith(IMPORTS) || key.startsWith("/api/datasets/")),
      );
  }, [gone, mutate]);
}
