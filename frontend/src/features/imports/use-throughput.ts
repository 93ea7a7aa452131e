import { useEffect, useState } from "react";
import type { ImportJob } from "@/api/gen/types.gen";
import { rowsDone } from "./import-view";
import { type Sample, speeds, withSample } from "./throughput";

/** The speed of an import, look by look, for as long as it is watched. */
export function useThroughput(job: ImportJob): number[] {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const done = rowsDone(job);
  const loads = job.status === "processing" && job.stage === "loading";
  useEffect(() => {
    if (loads) setSamples((known) => withSample(known, { at: performance.now(), done }));
  }, [loads, done]);
  return speeds(samples);
}
