import { count } from "@/text/format";
import { text } from "@/text/text";

/** The part of JSON Schema (draft 2020-12) that the kinds of job describe their parameters with. */
export interface ParamSchema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  items?: ParamSchema;
  maxItems?: number;
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
    /** One per line; where no entry can hold a comma, commas part them as well. */
    | { input: "texts"; byLine: boolean }
    | { input: "dataset" }
    /** Files that are sent here; one, or as many as `most`. */
    | { input: "files"; isList: boolean; most?: number }
    | { input: "json" }
  );

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
  const named: Named = { name, label: paramLabel(name), help: helpOf(property), isRequired };
  const told = property.oneOf?.[0] ?? property;
  const { format, minimum: min, maximum: max, maxLength } = told;
  const type = typeOf(told);
  if (property.enum) return { ...named, input: "choice", choices: property.enum.map(String) };
  if (type === "boolean") return { ...named, input: "switch" };
  if (type === "integer" || type === "number") {
    const limits = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    const help = [named.help, rangeWords(min, max)].filter(Boolean).join(" ");
    return { ...named, help, input: "number", isWhole: type === "integer", ...limits };
  }
  if (type === "array") return listField(named, told);
  if (type === "string" && format === "date-time") return { ...named, input: "moment" };
  if (type === "string" && format === "upload") return { ...named, input: "files", isList: false, most: 1 };
  if (type === "string" && format === "dataset") return { ...named, input: "dataset" };
  if (type === "string") return { ...named, input: "text", ...(maxLength !== undefined && { maxLength }) };
  return { ...named, input: "json" };
}

/** A list of texts is written line by line, one of uploads chosen; what else there may be is JSON. */
function listField(named: Named, { items = {}, format, maxItems: most }: ParamSchema): ParamField {
  if (typeOf(items) !== "string" || items.enum) return { ...named, input: "json" };
  if (items.format === "upload" || format === "upload")
    return { ...named, input: "files", isList: true, ...(most !== undefined && { most }) };
  return { ...named, input: "texts", byLine: items.format !== "email" };
}

/** The type of what is not null. */
function typeOf({ type }: ParamSchema): string | undefined {
  return Array.isArray(type) ? type.find((each) => each !== "null") : type;
}

/** The name of a parameter as a person says it; else `max_errors` → "Max errors". */
export function paramLabel(name: string): string {
  const spaced = name.replaceAll("_", " ");
  return text.tasks.params[name] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The sentences, without the list of the choices that a generator puts behind them. */
function helpOf({ description = "" }: ParamSchema): string {
  return (description.split("\n\n* ")[0] ?? "").replaceAll("`", "").trim();
}

function rangeWords(min: number | undefined, max: number | undefined): string {
  const words = text.tasks.form;
  if (min !== undefined && max !== undefined) return words.between(count(min), count(max));
  if (min !== undefined) return words.atLeast(count(min));
  return max === undefined ? "" : words.atMost(count(max));
}
