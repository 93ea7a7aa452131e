import { Skeleton } from "@mantine/core";
import type { Dataset } from "@/api/gen/types.gen";
import { CheckStep } from "./check-step";
import type { Draft, PrepareStep } from "./draft";
import { MapStep } from "./map-step";
import { Unread } from "./unread";
import type { PreviewReading } from "./use-preview";

interface Props {
  step: PrepareStep;
  reading: PreviewReading;
  dataset: Dataset | undefined;
  draft: Draft;
  usualTitle: string;
  onDecide: (part: Partial<Draft>) => void;
}

/** What a step shows of the file: while it is read, once it is, and when it cannot be. */
export function StepContent({ step, reading, dataset, draft, usualTitle, onDecide }: Props) {
  const { preview, error, isChanging, reload } = reading;
  return (
    <>
      {error && (
        <Unread
          error={error}
          wishes={draft.dialect ?? {}}
          onWish={(dialect) => onDecide({ dialect })}
          onRetry={reload}
        />
      )}
      {!preview && !error && <Skeleton height={580} />}
      {preview && step === "check" && (
        <CheckStep
          preview={preview}
          isChanging={isChanging}
          draft={draft}
          usualTitle={usualTitle}
          onDecide={onDecide}
        />
      )}
      {preview?.mapping && step === "map" && dataset && (
        <MapStep
          dataset={dataset}
          mapping={preview.mapping}
          draft={draft}
          onDecide={onDecide}
          onForgotten={reload}
        />
      )}
    </>
  );
}
