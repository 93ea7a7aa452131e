import { ago, moment } from "@/text/format";

/** A time as a person would say it, with the exact one on hover and for machines. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={moment(at)} style={{ whiteSpace: "nowrap" }}>
      {ago(at)}
    </time>
  );
}
