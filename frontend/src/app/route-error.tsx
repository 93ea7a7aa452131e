import type { ErrorComponentProps } from "@tanstack/react-router";
import { PageHeading } from "@/components/page-heading";
import { ProblemNote } from "@/components/problem-note";
import { text } from "@/text/text";

export function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHeading title={text.errors.broken} />
      <ProblemNote error={error} onRetry={reset} />
    </>
  );
}
