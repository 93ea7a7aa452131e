import { useEffect, useReducer, useRef } from "react";
import { useSWRConfig } from "swr";
import type { Upload } from "@/api/gen/types.gen";
import { download, send as sendJson } from "@/api/http";
import { sentenceOf } from "@/api/problem";
import type { Sending } from "@/api/tus";
import { draftPath, UPLOADS, uploadPath } from "@/api/uploads";
import { text } from "@/text/text";
import { missingColumns, type Wanted } from "./header-guess";
import { SAMPLE } from "./paths";
import { refusal } from "./refusal";
import { type UploadState, uploadReducer } from "./upload-state";

/** The dataset that a file is meant for, and what it cannot do without. */
export interface Target {
  dataset: string;
  wanted: readonly Wanted[];
}

export interface UploadActions {
  state: UploadState;
  send: (files: readonly File[], target?: Target) => Promise<void>;
  /** Sends the rest of a file that is here in part. */
  sendRest: (files: readonly File[], of: Upload) => Promise<void>;
  sendSample: () => Promise<void>;
  pause: () => void;
  goOn: () => void;
  cancel: () => Promise<void>;
  /** Makes room for the next file. */
  clear: () => void;
}

/** Sends a file; `here` names the upload that the server then has. */
export function useUpload(limit: number | undefined): UploadActions {
  const [state, dispatch] = useReducer(uploadReducer, { step: "idle" });
  const running = useRef<Sending>(null);
  const { mutate } = useSWRConfig();

  // whoever is signed out finds what has arrived when signed in again
  useEffect(() => () => running.current?.pause(), []);

  async function send(files: readonly File[], target?: Target) {
    const why = refusal(files, limit);
    const [file] = files;
    if (why) dispatch({ type: "refused", why });
    else if (file) await begin(file, await missingColumns(file, target?.wanted ?? []), target?.dataset);
  }

  async function sendRest([file]: readonly File[], of: Upload) {
    if (!file) return;
    if (file.name === of.name && file.size === of.size) await begin(file, [], undefined, of.id);
    else dispatch({ type: "refused", why: text.upload.otherFile(of.name) });
  }

  async function begin(file: File, missing: string[], dataset?: string, into?: string) {
    dispatch({ type: "started", name: file.name, total: file.size, missing, at: performance.now() });
    const { sendResumably } = await import("@/api/tus");
    running.current = await sendResumably(file, into && uploadPath(into), {
      onNamed: (id) => dispatch({ type: "named", id }),
      onProgress: (sent) => dispatch({ type: "progressed", sent, at: performance.now() }),
      onInterrupted: (error) =>
        dispatch({ type: "interrupted", why: error.status === 0 ? text.upload.cutOff : sentenceOf(error) }),
      onStopped: (error) => dispatch({ type: "stopped", why: sentenceOf(error) }),
      onArrived: (id) => void arrive(id, dataset),
    });
  }

  async function arrive(id: string, dataset: string | undefined) {
    try {
      // kept with the upload, so that whoever goes on with it elsewhere is not asked again
      if (dataset) await sendJson("PUT", draftPath(id), { dataset });
      dispatch({ type: "arrived", id });
    } catch (error) {
      dispatch({ type: "stopped", why: sentenceOf(error) });
    }
    await mutate(UPLOADS);
  }

  async function sendSample() {
    dispatch({ type: "sample-asked" });
    try {
      const sample = await download(SAMPLE.path);
      const file = new File([sample], SAMPLE.name, { type: "text/csv" });
      await send([file], { dataset: SAMPLE.dataset, wanted: [] });
    } catch (error) {
      dispatch({ type: "refused", why: sentenceOf(error) });
    }
  }

  async function cancel() {
    try {
      await running.current?.cancel();
      dispatch({ type: "refused", why: text.upload.cancelled });
    } catch (error) {
      dispatch({ type: "refused", why: sentenceOf(error) });
    }
    await mutate(UPLOADS);
  }

  return {
    state,
    send,
    sendRest,
    sendSample,
    pause: () => {
      running.current?.pause();
      dispatch({ type: "paused" });
    },
    goOn: () => {
      dispatch({ type: "went-on", at: performance.now() });
      running.current?.goOn();
    },
    cancel,
    clear: () => dispatch({ type: "cleared" }),
  };
}
