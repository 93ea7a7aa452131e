export const INGEST = "/ingest";
export const INGESTIONS = "/api/id-ingestions/";
export const LINE = "/api/id-batches/line/";

export function ingestionPath(id: string): string {
  return `${INGESTIONS}${id}/`;
}
