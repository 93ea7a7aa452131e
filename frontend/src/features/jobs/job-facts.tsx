import type { Job } from "@/api/gen/types.gen";
import { type Fact, Facts } from "@/components/facts";
import { When } from "@/components/when";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { DataFacts } from "./data-facts";
import { JobResult } from "./job-result";
import { timeTaken } from "./job-words";
import { Part } from "./part";
import classes from "./part.module.css";

/** Where a job stands among others, when it did what, and with which parameters. */
export function JobFacts({ job, onShow }: { job: Job; onShow: (id: string) => void }) {
  const words = text.jobs.job;
  return (
    <>
      <Part title={words.facts}>
        <Facts facts={facts(job, onShow)} narrow />
      </Part>
      <Part title={words.params}>
        {Object.keys(job.params).length > 0 ? (
          <DataFacts data={shownParams(job.params)} />
        ) : (
          <p className={classes.quiet}>{words.noParams}</p>
        )}
      </Part>
      <JobResult job={job} />
    </>
  );
}

function facts(job: Job, onShow: (id: string) => void): Fact[] {
  const words = text.jobs.job;
  const { queue, priority, attempt, rerun_of: source } = job;
  const listed: Fact[] = [
    { name: words.queue, value: queue },
    { name: words.priority, value: words.priorities[priority] ?? count(priority) },
    { name: words.attempt, value: attempt > 0 ? count(attempt) : "–" },
    { name: words.created, value: <When at={job.created_at} /> },
  ];
  if (job.started_at) listed.push({ name: words.started, value: <When at={job.started_at} /> });
  if (job.finished_at) listed.push({ name: words.ended, value: <When at={job.finished_at} /> });
  if (job.started_at) listed.push({ name: text.jobs.took, value: timeTaken(job) });
  if (source) {
    const link = (
      <button type="button" className={classes.link} onClick={() => onShow(source)}>
        {words.rerunOfLink}
      </button>
    );
    listed.push({ name: words.rerunOf, value: link });
  }
  return listed;
}

/** The parameters as a person reads them: of files, how many; their names stand in the result. */
function shownParams(params: Job["params"]): Job["params"] {
  const shown = { ...params };
  if (isUpload(shown.upload)) shown.upload = text.tasks.files.some(1);
  const { images } = shown;
  if (Array.isArray(images) && images.every(isUpload)) shown.images = text.tasks.files.some(images.length);
  return shown;
}

function isUpload(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}
