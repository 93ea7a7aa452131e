import type { KindSchema, ParamField } from "./param-fields";

/** What stands in each control, as text; a switch holds "true" or "false", and each file's upload is a line. */
export type Written = Record<string, string>;

/** What stands in the controls at first: what an earlier job had, else the defaults. */
export function writtenOf(
  schema: KindSchema,
  fields: ParamField[],
  earlier?: Record<string, unknown>,
): Written {
  return Object.fromEntries(
    fields.map((field) => {
      const value = earlier ? earlier[field.name] : schema.properties?.[field.name]?.default;
      return [field.name, asText(field, value)];
    }),
  );
}

function asText({ input }: ParamField, value: unknown): string {
  if (input === "switch") return String(value === true);
  if (value === undefined || value === null) return "";
  if (input === "json") return JSON.stringify(value, null, 2);
  return Array.isArray(value) ? value.join("\n") : String(value);
}

/** The parameters that are written; what is left empty is not sent. `unreadable` names the controls that hold no JSON. */
export function paramsOf(
  fields: ParamField[],
  written: Written,
): { params: Record<string, unknown>; unreadable: string[] } {
  const params: Record<string, unknown> = {};
  const unreadable: string[] = [];
  for (const field of fields) {
    const said = written[field.name] ?? "";
    if (field.input === "switch") params[field.name] = said === "true";
    else if (said.trim() === "") continue;
    else if (field.input === "number") params[field.name] = Number(said);
    else if (field.input === "moment") params[field.name] = new Date(said).toISOString();
    else if (field.input === "texts") params[field.name] = entriesOf(said, field.byLine);
    else if (field.input === "files" && field.isList) params[field.name] = linesOf(said);
    else if (field.input === "json") {
      try {
        params[field.name] = JSON.parse(said);
      } catch {
        unreadable.push(field.name);
      }
    } else params[field.name] = said;
  }
  return { params, unreadable };
}

/** The uploads that stand in a control of files. */
export function linesOf(written: string): string[] {
  return written.split("\n").filter(Boolean);
}

/** The texts of a list, however they were typed or pasted. */
export function entriesOf(written: string, byLine: boolean): string[] {
  return written
    .split(byLine ? /[\n\r]+/ : /[\n\r,;\t]+/)
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** What is different from an earlier job's parameters; null takes one away. */
export function changesOf(
  earlier: Record<string, unknown>,
  params: Record<string, unknown>,
): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) {
    const wasOff = value === false && earlier[name] === undefined;
    if (!wasOff && JSON.stringify(value) !== JSON.stringify(earlier[name])) changes[name] = value;
  }
  for (const name of Object.keys(earlier)) if (!(name in params)) changes[name] = null;
  return changes;
}
