import { useEffect, useReducer, useRef } from "react";
import { useSWRConfig } from "swr";
import { earlierImport } from "@/api/earlier-import";
import type { ImportJob } from "@/api/gen/types.gen";
import { type Answer, download } from "@/api/http";
import { sentenceOf } from "@/api/problem";
import { type Upload, UploadAborted, upload } from "@/api/upload";
import { text } from "@/text/text";
import { IMPORTS, importPath, SAMPLE } from "./paths";
import { refusal } from "./refusal";
import { type UploadState, uploadReducer } from "./upload-state";

export interface UploadActions {
  state: UploadState;
  send: (files: readonly File[], dataset: string | undefined) => Promise<void>;
  /** Sends the file again that the dataset was sent before, and insists. */
  sendAnyway: () => Promise<void>;
  sendSample: () => Promise<void>;
  cancel: () => void;
}

/** Sends a file; `accepted` names the import that the server made of it. */
export function useUpload(limit: number | undefined): UploadActions {
  const [state, dispatch] = useReducer(uploadReducer, { step: "idle" });
  const running = useRef<Upload<ImportJob>>(null);
  const { mutate } = useSWRConfig();

  useEffect(() => () => running.current?.abort(), []);

  async function post(file: File, dataset: string | undefined, force: boolean) {
    const form = new FormData();
    // fields before the file, so that the server knows them when the stream begins
    if (dataset) form.append("dataset", dataset);
    if (force) form.append("force", "true");
    form.append("file", file, file.name);
    dispatch({ type: "started", name: file.name, total: file.size, at: performance.now() });
    running.current = upload<ImportJob>(IMPORTS, form, (sent, total) =>
      dispatch({ type: "progressed", sent, total, at: performance.now() }),
    );
    const job = await running.current.accepted;
    const answer: Answer<ImportJob> = { body: job, retryAfterSeconds: null };
    await mutate(importPath(job.id), answer, { revalidate: false });
    dispatch({ type: "accepted", id: job.id });
  }

  async function send(files: readonly File[], dataset: string | undefined) {
    const why = refusal(files, limit);
    const file = files[0];
    if (why || !file) {
      if (why) dispatch({ type: "refused", why });
      return;
    }
    await attempt(file, dataset, false);
  }

  async function attempt(file: File, dataset: string | undefined, force: boolean) {
    try {
      await post(file, dataset, force);
    } catch (error) {
      const earlier = earlierImport(error);
      if (earlier && dataset) dispatch({ type: "known", file, dataset, earlier });
      else
        dispatch({
          type: "refused",
          why: error instanceof UploadAborted ? text.import.uploadStopped : sentenceOf(error),
        });
    }
  }

  async function sendAnyway() {
    if (state.step === "known") await attempt(state.file, state.dataset, true);
  }

  async function sendSample() {
    dispatch({ type: "sample-asked" });
    try {
      const sample = await download(SAMPLE.path);
      await send([new File([sample], SAMPLE.name, { type: "text/csv" })], SAMPLE.dataset);
    } catch (error) {
      dispatch({ type: "refused", why: sentenceOf(error) });
    }
  }

  return { state, send, sendAnyway, sendSample, cancel: () => running.current?.abort() };
}
