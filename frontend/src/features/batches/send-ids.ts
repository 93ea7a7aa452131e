import type { IngestAnswer, PriorityEnum } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { INGEST } from "./paths";

/** Asks for ids, and returns the request's id. What is no id goes along: the server says so. */
export async function sendIds(ids: (number | string)[], priority: PriorityEnum): Promise<string> {
  const taken = await send<IngestAnswer>("POST", INGEST, { ids, priority });
  return taken.ingestion_id;
}
