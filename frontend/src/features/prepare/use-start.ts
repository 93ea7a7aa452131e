import { useState } from "react";
import { useSWRConfig } from "swr";
import { earlierImport } from "@/api/earlier-import";
import type { EarlierImport, ImportJob, ImportOfUploadRequest, Preview } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { UPLOADS } from "@/api/uploads";
import { type Draft, isChanged } from "./draft";
import { importRequest } from "./import-request";
import { madeDataset } from "./made-dataset";
import type { Prepared } from "./use-prepared";

/** What is started: the check of the whole file, the import itself, or that although its bytes came before. */
export type Start = "check" | "import" | "import-anyway";

export type StartState =
  | { step: "ready" }
  | { step: "starting"; what: Start }
  | { step: "refused"; error: unknown }
  /** The dataset was sent the same bytes before; they go in again only if somebody insists. */
  | { step: "known"; dataset: string; earlier: EarlierImport };

interface Starting {
  state: StartState;
  /** `remembered` holds what was decided last time, where nobody is asked. */
  start: (what: Start, remembered?: Partial<Draft>) => Promise<void>;
}

/** Hands what was prepared to the workers. */
export function useStart(
  { upload, draft, decide }: Prepared,
  preview: Preview | undefined,
  usualTitle: string,
  onStarted: (job: ImportJob, how: { asLastTime: boolean }) => void,
): Starting {
  const [state, setState] = useState<StartState>({ step: "ready" });
  const { mutate } = useSWRConfig();

  async function start(what: Start, remembered?: Partial<Draft>) {
    if (!upload || !preview) return;
    setState({ step: "starting", what });
    const wanted = { ...draft, ...remembered };
    try {
      const made = await ownDataset(wanted, preview);
      const request: ImportOfUploadRequest = {
        ...importRequest(upload.id, wanted, preview, made),
        dry_run: what === "check",
        force: what === "import-anyway",
      };
      const job = await send<ImportJob>("POST", "/api/imports/", request);
      await mutate(UPLOADS);
      onStarted(job, { asLastTime: remembered !== undefined });
    } catch (error) {
      const earlier = earlierImport(error);
      const dataset = wanted.dataset ?? wanted.made?.slug;
      setState(earlier && dataset ? { step: "known", dataset, earlier } : { step: "refused", error });
    }
  }

  /** Without choices of a person, the import makes its dataset by itself, from all values. */
  async function ownDataset(wanted: Draft, from: Preview): Promise<string | undefined> {
    if (wanted.dataset !== undefined || !isChanged(wanted)) return undefined;
    const made = await madeDataset(wanted, from, usualTitle);
    if (made !== wanted.made) await decide({ made });
    return made.slug;
  }

  return { state, start };
}
