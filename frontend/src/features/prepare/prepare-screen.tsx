import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import type { Dataset, ImportJob } from "@/api/gen/types.gen";
import { ButtonLink } from "@/components/button-link";
import { EmptyState } from "@/components/empty-state";
import { PageHeading } from "@/components/page-heading";
import { ProblemNote } from "@/components/problem-note";
import { percent } from "@/text/format";
import { text } from "@/text/text";
import type { PrepareStep } from "./draft";
import classes from "./prepare-screen.module.css";
import { PrepareSteps } from "./prepare-steps";
import { usePrepared } from "./use-prepared";

export interface ScreenProps {
  id: string;
  /** The step that the address names. */
  step: PrepareStep | undefined;
  datasets: Dataset[] | undefined;
  /** Draws the choice of where the file goes. */
  drawInto: (value: string | undefined, onChange: (slug: string | undefined) => void) => ReactNode;
  onStep: (step: PrepareStep) => void;
  /** `asLastTime`: by what is remembered of such files, without a question. */
  onStarted: (job: ImportJob, how: { asLastTime: boolean }) => void;
}

/** What is decided between a file's arrival and its rows: how it is read, and where its columns go. */
export function PrepareScreen(props: ScreenProps) {
  const prepared = usePrepared(props.id);
  const { upload, error, reload } = prepared;
  if (!upload) return error ? <Gone error={error} onRetry={reload} /> : <PrepareSkeleton />;
  if (!upload.is_complete) return <Incomplete {...upload} />;
  return <PrepareSteps {...props} prepared={prepared} upload={upload} />;
}

function Gone({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <div className={classes.screen}>
      <ProblemNote error={error} onRetry={onRetry} />
      <div>
        <ButtonLink to="/" variant="default">
          {text.prepare.toImport}
        </ButtonLink>
      </div>
    </div>
  );
}

function Incomplete({ name, received, size }: { name: string; received: number; size: number }) {
  return (
    <>
      <PageHeading title={name} />
      <EmptyState
        title={text.prepare.incomplete(name, percent(received / size))}
        detail={text.prepare.incompleteDetail}
      >
        <ButtonLink to="/">{text.prepare.toImport}</ButtonLink>
      </EmptyState>
    </>
  );
}

/** The shape of the page while the file's beginning is read. */
export function PrepareSkeleton() {
  return (
    <div className={classes.screen} role="status" aria-busy="true" aria-label={text.loading}>
      <Skeleton height={34} width="40%" />
      <Skeleton height={26} width="70%" />
      <Skeleton height={160} />
      <Skeleton height={420} />
    </div>
  );
}
