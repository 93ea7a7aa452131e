import useSWR from "swr";
import type { Job, Report, ReportFormatEnum } from "@/api/gen/types.gen";
import { get, send } from "@/api/http";
import { isFinal } from "@/api/polling";
import { usePolled } from "@/api/use-polled";
import { jobPath, reportPath } from "./paths";

export interface ReportReading {
  report: Report | undefined;
  /** Its job, while the report is not done; it knows what is waited for. */
  job: Job | undefined;
  error: Error | undefined;
  reload: () => void;
  act: (verb: "cancel" | "retry") => Promise<void>;
}

/** Milliseconds between looks at what the report waits for. */
const OFTEN = 2000;

/** One report, followed until it is written or will not be; null reads nothing. */
export function useReport(id: string | null): ReportReading {
  const { data, error, mutate } = usePolled<Report>(
    id === null ? null : reportPath(id),
    id === null ? null : `${jobPath(id)}events/`,
  );
  const report = data?.body;
  const goes = report !== undefined && !isFinal(report.status);
  const job = useSWR<Job, Error>(
    goes ? [jobPath(report.id), report.status] : null,
    ([path]: [string]) => get(path),
    {
      refreshInterval: OFTEN,
      keepPreviousData: true,
    },
  );

  async function act(verb: "cancel" | "retry") {
    if (!report) return;
    await send("POST", `${jobPath(report.id)}${verb}/`);
    await Promise.all([mutate(), job.mutate()]);
  }

  return { report, job: goes ? job.data : undefined, error, reload: () => void mutate(), act };
}

/** Asks for the same events in the other format. */
export function makeAgain(id: string, format: ReportFormatEnum): Promise<Report> {
  return send<Report>("POST", `${reportPath(id)}again/`, { format });
}
