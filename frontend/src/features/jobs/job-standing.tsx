import type { Job } from "@/api/gen/types.gen";
import { isFinal } from "@/api/polling";
import { LiveText } from "@/components/live-text";
import { Note } from "@/components/note";
import { ProgressBar } from "@/components/progress-bar";
import { text } from "@/text/text";
import { jobChip, jobName, jobShare, kindName, standingWords } from "./job-words";

/** How far a job is or what it waits for; of one that failed, why and what to do. */
export function JobStanding({ job }: { job: Job }) {
  const words = standingWords(job);
  const share = jobShare(job);
  return (
    <div style={{ display: "grid", gap: 10 }}>
      <LiveText>{`${jobName(job)}: ${text.status[jobChip(job)]}`}</LiveText>
      {!isFinal(job.status) && (
        <ProgressBar
          share={job.status === "paused" ? (share ?? 0) : share}
          label={text.jobs.progressOf(kindName(job.kind))}
          valueText={words}
        />
      )}
      {words && <p style={{ margin: 0, overflowWrap: "anywhere" }}>{words}</p>}
      {job.failure && job.status === "failed" && (
        <Note tone="bad" title={job.failure.message}>
          {text.jobs.job.advice[job.failure.kind]}
        </Note>
      )}
      {job.failure && job.status === "pending" && (
        <Note tone="partial">{text.waiting.lastTry(job.failure.message)}</Note>
      )}
    </div>
  );
}
