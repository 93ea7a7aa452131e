import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useDatasets } from "@/api/use-datasets";
import { DatasetSelect } from "@/features/datasets/dataset-select";
import type { PrepareStep } from "@/features/prepare/draft";
import { PrepareScreen } from "@/features/prepare/prepare-screen";

const route = getRouteApi("/uploads/$id");

export function UploadPage() {
  const { id } = route.useParams();
  const { step } = route.useSearch();
  const navigate = useNavigate();
  const { data: datasets } = useDatasets();

  return (
    <PrepareScreen
      key={id}
      id={id}
      step={stepNamed(step)}
      datasets={datasets}
      drawInto={(value, onChange) => <DatasetSelect datasets={datasets} value={value} onChange={onChange} />}
      onStep={(next) => void navigate({ to: "/uploads/$id", params: { id }, search: { step: next } })}
      onStarted={(job, { asLastTime }) =>
        void navigate({
          to: "/imports/$id",
          params: { id: job.id },
          search: { ...(job.dry_run && { upload: id }), ...(asLastTime && { remembered: "true" }) },
          // the way back leads past a step that asked nothing
          replace: asLastTime,
        })
      }
    />
  );
}

function stepNamed(name: string | undefined): PrepareStep | undefined {
  return name === "check" || name === "map" ? name : undefined;
}
