import useSWR from "swr";
import type { Attempt, ImportJob } from "@/api/gen/types.gen";
import { get, type Page } from "@/api/http";
import { Note } from "@/components/note";
import { lostWorkerWords, mayHaveLostWorkers } from "./lost-worker";
import { attemptsPath } from "./paths";

/** Says that a worker was lost on the way, and that nothing else was. */
export function LostWorkerNote({ job }: { job: ImportJob }) {
  // with the attempt in the key it is read again when another begins
  const key = mayHaveLostWorkers(job) ? [attemptsPath(job.id), job.attempt, job.status] : null;
  const { data } = useSWR<Page<Attempt>, Error>(key, ([path]: [string]) => get<Page<Attempt>>(path));
  const words = data && lostWorkerWords(job, data.results);
  return words ? <Note tone="quiet">{words}</Note> : null;
}
