import { text } from "./text";

/** A fault's code as a person says it; one we have no word for is shown as the server wrote it. */
export function faultName(code: string): string {
  return text.faults.codes[code] ?? code.replaceAll("_", " ");
}
