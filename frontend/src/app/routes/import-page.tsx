import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { PageHeading } from "@/components/page-heading";
import { DatasetExpectations } from "@/features/datasets/dataset-expectations";
import { DatasetSelect } from "@/features/datasets/dataset-select";
import { useDatasets } from "@/features/datasets/use-datasets";
import { RecentImports } from "@/features/imports/recent-imports";
import { useUploadLimit } from "@/features/session/use-session";
import { ImportPanel } from "@/features/upload/import-panel";
import { useUpload } from "@/features/upload/use-upload";
import { text } from "@/text/text";
import classes from "./import-page.module.css";

const route = getRouteApi("/");

export function ImportPage() {
  const { dataset } = route.useSearch();
  const navigate = useNavigate();
  const { data: datasets } = useDatasets();
  const limit = useUploadLimit();
  const upload = useUpload(limit);
  const chosen = datasets?.find(({ slug }) => slug === dataset);
  const acceptedId = upload.state.step === "accepted" ? upload.state.id : undefined;

  // after the draw, when the guard over the unfinished upload has let go
  useEffect(() => {
    if (acceptedId) void navigate({ to: "/imports/$id", params: { id: acceptedId } });
  }, [acceptedId, navigate]);

  return (
    <>
      <PageHeading title={text.import.title} lead={text.import.lead} />
      <div className={classes.page}>
        <div className={classes.main}>
          <DatasetSelect
            datasets={datasets}
            value={dataset}
            onChange={(slug) =>
              void navigate({ to: "/", search: slug ? { dataset: slug } : {}, replace: true })
            }
          />
          <ImportPanel upload={upload} dataset={dataset} limit={limit} />
        </div>
        <DatasetExpectations dataset={chosen} isReading={dataset !== undefined && datasets === undefined} />
        <div className={classes.recent}>
          <RecentImports />
        </div>
      </div>
    </>
  );
}
