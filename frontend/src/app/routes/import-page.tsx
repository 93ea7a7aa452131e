import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Dataset } from "@/api/gen/types.gen";
import { useDatasets } from "@/api/use-datasets";
import { Card } from "@/components/card";
import { PageHeading } from "@/components/page-heading";
import { Steps } from "@/components/steps";
import { TableSkeleton } from "@/components/table-skeleton";
import { DatasetExpectations } from "@/features/datasets/dataset-expectations";
import { DatasetSelect } from "@/features/datasets/dataset-select";
import { isRequired } from "@/features/datasets/schema";
import { RecentImports } from "@/features/imports/recent-imports";
import { useUploadLimit } from "@/features/session/use-session";
import { ImportPanel } from "@/features/upload/import-panel";
import { OpenUploads } from "@/features/upload/open-uploads";
import { useCurrentUpload } from "@/features/upload/upload-provider";
import { useOpenUploads } from "@/features/upload/use-open-uploads";
import type { Target } from "@/features/upload/use-upload";
import { text } from "@/text/text";
import classes from "./import-page.module.css";

const route = getRouteApi("/");

export function ImportPage() {
  const { dataset } = route.useSearch();
  const navigate = useNavigate();
  const { data: datasets } = useDatasets();
  const limit = useUploadLimit();
  const upload = useCurrentUpload();
  const open = useOpenUploads();
  const { state, clear } = upload;
  const chosen = datasets?.find(({ slug }) => slug === dataset);
  const arrivedId = state.step === "here" ? state.id : undefined;

  useEffect(() => {
    if (arrivedId === undefined) return;
    clear();
    void navigate({ to: "/uploads/$id", params: { id: arrivedId } });
  }, [arrivedId, clear, navigate]);

  return (
    <>
      <PageHeading title={text.import.title} lead={text.import.lead} />
      <Steps current="upload" />
      <div className={classes.page}>
        <div className={classes.main}>
          <DatasetSelect
            datasets={datasets}
            value={dataset}
            onChange={(slug) =>
              void navigate({ to: "/", search: slug ? { dataset: slug } : {}, replace: true })
            }
          />
          <ImportPanel upload={upload} target={targetOf(dataset, chosen)} limit={limit} />
        </div>
        <DatasetExpectations dataset={chosen} isReading={dataset !== undefined && datasets === undefined} />
        <div className={classes.recent}>
          {open.isReading ? (
            <Card flush title={text.import.recent}>
              <TableSkeleton lines={5} height={62} />
            </Card>
          ) : (
            <>
              <OpenUploads open={open} upload={upload} />
              <RecentImports />
            </>
          )}
        </div>
      </div>
    </>
  );
}

/** A dataset that is not known yet is still the one that was chosen. */
function targetOf(slug: string | undefined, dataset: Dataset | undefined): Target | undefined {
  if (slug === undefined) return undefined;
  const { schema } = dataset ?? {};
  return { dataset: slug, wanted: schema ? schema.fields.filter((field) => isRequired(field, schema)) : [] };
}
