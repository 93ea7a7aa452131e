import { NativeSelect } from "@mantine/core";
import type { Job } from "@/api/gen/types.gen";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { Note } from "@/components/note";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { JobForm } from "./job-form";
import classes from "./job-form.module.css";
import { kindName } from "./job-words";
import { useJob } from "./use-job";
import { useKinds } from "./use-jobs";

interface Props {
  kind: string | undefined;
  onKind: (kind: string) => void;
  onAccepted: (job: Job) => void;
}

/** A job of a kind that parameters alone make; of the others it says where they begin. */
export function NewJob({ kind: name, onKind, onAccepted }: Props) {
  const kinds = useKinds();
  const words = text.jobs.form;
  const kind = kinds.find((each) => each.name === name) ?? kinds.find(({ standalone }) => standalone);
  if (!kind) return <Waiting />;
  return (
    <Card>
      <div className={classes.form}>
        <NativeSelect
          label={text.jobs.kind}
          value={kind.name}
          data={kinds.map(({ name: value, title }) => ({ value, label: kindName(value, title) }))}
          onChange={(event) => onKind(event.currentTarget.value)}
        />
        {kind.standalone ? (
          <JobForm key={kind.name} kind={kind} onAccepted={onAccepted} />
        ) : (
          <>
            <p className={classes.lead}>{kind.description}</p>
            <Note tone="quiet">{words.notByParameters}</Note>
            <div>
              <ButtonLink to="/">{text.errors.home}</ButtonLink>
            </div>
          </>
        )}
      </div>
    </Card>
  );
}

/** An earlier job once more, with other parameters. */
export function JobAgain({ like, onAccepted }: { like: string; onAccepted: (job: Job) => void }) {
  const kinds = useKinds();
  const { job, error, reload } = useJob(like);
  const kind = kinds.find(({ name }) => name === job?.kind);
  if (error && !job) return <ProblemNote error={error} onRetry={reload} />;
  if (!job || !kind) return <Waiting />;
  return (
    <Card>
      <JobForm kind={kind} like={job} onAccepted={onAccepted} />
    </Card>
  );
}

function Waiting() {
  return (
    <Card>
      <TableSkeleton lines={6} height={56} />
    </Card>
  );
}
