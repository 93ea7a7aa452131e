import { Card } from "@/components/card";
import { JobAttempts } from "./job-attempts";
import { JobLogLines } from "./job-log";
import classes from "./job-timeline.module.css";
import type { Followed } from "./use-job";

/** How a job went, from its first attempt to its end. */
export function JobTimeline({ job }: { job: Followed }) {
  return (
    <Card>
      <div className={classes.timeline}>
        <JobAttempts job={job} />
        <JobLogLines job={job} />
      </div>
    </Card>
  );
}
