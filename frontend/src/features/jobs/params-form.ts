/** The part of JSON Schema (draft 2020-12) that the kinds of job describe their parameters with. */
export interface ParamSchema {
  type?: string;
  format?: string;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  oneOf?: ParamSchema[];
}

export interface KindSchema {
  properties?: Record<string, ParamSchema>;
  required?: string[];
}

interface Named {
  name: string;
  label: string;
  help: string;
  isRequired: boolean;
}

/** One control of the form. What cannot be drawn as a control of its own is written as JSON. */
export type ParamField = Named &
  (
    | { input: "choice"; choices: string[] }
    | { input: "switch" }
    | { input: "number"; isWhole: boolean; min?: number; max?: number }
    | { input: "moment" }
    | { input: "text"; maxLength?: number }
    | { input: "json" }
  );

/** What stands in each control, as text; a switch holds "true" or "false". */
export type Written = Record<string, string>;

/** The controls that a kind's parameters need, required ones first. */
export function fieldsOf(schema: KindSchema): ParamField[] {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldOf(name, property, required.has(name)),
  );
  return [
    ...fields.filter(({ isRequired }) => isRequired),
    ...fields.filter(({ isRequired }) => !isRequired),
  ];
}

function fieldOf(name: string, property: ParamSchema, isRequired: boolean): ParamField {
  const named: Named = { name, label: labelOf(name), help: helpOf(property), isRequired };
  const { type, format, minimum: min, maximum: max, maxLength } = property.oneOf?.[0] ?? property;
  if (property.enum) return { ...named, input: "choice", choices: property.enum.map(String) };
  if (type === "boolean") return { ...named, input: "switch" };
  if (type === "integer" || type === "number") {
    const limits = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    return { ...named, input: "number", isWhole: type === "integer", ...limits };
  }
  if (type === "string" && format === "date-time") return { ...named, input: "moment" };
  if (type === "string") return { ...named, input: "text", ...(maxLength !== undefined && { maxLength }) };
  return { ...named, input: "json" };
}

/** `max_errors` → "Max errors". */
function labelOf(name: string): string {
  const spaced = name.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The sentences, without the list of the choices that a generator puts behind them. */
function helpOf({ description = "" }: ParamSchema): string {
  return (description.split("\n\n* ")[0] ?? "").replaceAll("`", "").trim();
}

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
  return input === "json" ? JSON.stringify(value, null, 2) : String(value);
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
