import type { Field } from "@/api/gen/types.gen";
import { isOrdered } from "./schema";

/** The part of the address that chooses rows: `sort=-amount`, `f.email=example.org`, `import=…`. */
export type RowSearch = Record<string, string>;

const FILTER = "f.";

export function filterText(search: RowSearch, field: string): string {
  return search[FILTER + field] ?? "";
}

export function withFilter(search: RowSearch, field: string, typed: string): RowSearch {
  const { [FILTER + field]: _, ...others } = search;
  return typed ? { ...others, [FILTER + field]: typed } : others;
}

export function withoutFilters(search: RowSearch): RowSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([name]) => name !== "import" && !name.startsWith(FILTER)),
  );
}

export function isFiltered(search: RowSearch): boolean {
  return Boolean(search.import) || Object.keys(search).some((name) => name.startsWith(FILTER));
}

export type SortDirection = "ascending" | "descending" | "none";

export function sortOf(search: RowSearch, field: string): SortDirection {
  if (search.sort === field) return "ascending";
  return search.sort === `-${field}` ? "descending" : "none";
}

/** A header pressed again and again: ascending, descending, as it came. */
export function withNextSort(search: RowSearch, field: string): RowSearch {
  const { sort: _, ...others } = search;
  const now = sortOf(search, field);
  if (now === "none") return { ...others, sort: field };
  return now === "ascending" ? { ...others, sort: `-${field}` } : others;
}

/** The parameters of the rows endpoint for what is in the address; filters of unknown columns are left out. */
export function rowParameters(search: RowSearch, fields: readonly Field[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const field of fields)
    Object.assign(parameters, filterParameters(field, filterText(search, field.name).trim()));
  if (search.sort && fields.some(({ name }) => name === search.sort?.replace(/^-/, "")))
    parameters.ordering = search.sort;
  if (search.import) parameters._import = search.import;
  return parameters;
}

/** In place of a value: whether there is one. */
export const EMPTY = "=";
export const NOT_EMPTY = "!=";

/** What stands before a value, the longer first, and the API's word for it. */
const COMPARISONS: readonly (readonly [string, string])[] = [
  ["!=", "ne"],
  [">=", "gte"],
  ["<=", "lte"],
  [">", "gt"],
  ["<", "lt"],
];

/**
 * What a person types over a column, as parameters of the API. Text: a part of it, or all of it after `=`.
 * Numbers and dates: `10`, `10..20`, `10..`, `..20`. All: `!= 10`, `= ` and `!= ` alone for empty and not empty;
 * what has an order also `> 10`, `>= 10`, `< 10`, `<= 10`. Booleans: `true`.
 */
export function filterParameters(field: Field, typed: string): Record<string, string> {
  const { name } = field;
  if (!typed) return {};
  if (typed === EMPTY) return { [`${name}__isnull`]: "true" };
  if (typed === NOT_EMPTY) return { [`${name}__isnull`]: "false" };
  if (typed.startsWith("=")) return { [name]: typed.slice(1).trim() };
  const ordered = isOrdered(field);
  const comparison = COMPARISONS.find(([sign]) => typed.startsWith(sign) && (ordered || sign === "!="));
  if (comparison) {
    const [sign, operator] = comparison;
    return { [`${name}__${operator}`]: typed.slice(sign.length).trim() };
  }
  if (field.type === "boolean") return { [name]: typed };
  if (!ordered) return { [`${name}__contains`]: typed };
  const range = /^(.*?)\.\.(.*)$/.exec(typed);
  return range ? bounds(name, range[1]?.trim(), range[2]?.trim()) : { [name]: typed };
}

function bounds(name: string, least: string | undefined, most: string | undefined): Record<string, string> {
  return { ...(least && { [`${name}__gte`]: least }), ...(most && { [`${name}__lte`]: most }) };
}
