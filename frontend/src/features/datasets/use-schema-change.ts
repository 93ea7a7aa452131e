import { useSWRConfig } from "swr";
import type { SchemaChangeJob, SchemaChangeRequest } from "@/api/gen/types.gen";
import { type Answer, send } from "@/api/http";
import { usePolled } from "@/api/use-polled";
import { jobPath, schemaPath } from "./paths";

export interface SchemaChanging {
  job: SchemaChangeJob | undefined;
  error: Error | undefined;
  submit: (request: SchemaChangeRequest) => Promise<SchemaChangeJob>;
  stop: () => Promise<void>;
}

/** The job that checks or changes a dataset's schema, followed until it has ended. */
export function useSchemaChange(slug: string, id: string | undefined): SchemaChanging {
  const path = id === undefined ? null : jobPath(id);
  const { data, error, mutate } = usePolled<SchemaChangeJob>(path, path && `${path}events/`);
  const { mutate: mutateAny } = useSWRConfig();

  async function submit(request: SchemaChangeRequest) {
    const body = await send<SchemaChangeJob>("POST", schemaPath(slug), request);
    const answer: Answer<SchemaChangeJob> = { body, retryAfterSeconds: null };
    await mutateAny(jobPath(body.id), answer, { revalidate: false });
    return body;
  }

  async function stop() {
    await send("POST", `${path}cancel/`);
    await mutate();
  }

  return { job: data?.body, error, submit, stop };
}
