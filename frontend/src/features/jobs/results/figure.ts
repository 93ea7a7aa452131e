import { exact } from "@/text/format";

/** A figure of a result: a number, or a decimal as text so that none of its digits is lost; a dash where there is none. */
export function figure(value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value)) return exact(value);
  if (typeof value === "string" && isDecimal(value)) return exact(value);
  return "–";
}

function isDecimal(value: string): value is `${number}` {
  return /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value);
}
