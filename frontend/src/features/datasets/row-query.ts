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
  return search.sort ? { sort: search.sort } : {};
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

/**
 * What a person types over a column, as parameters of the API. Text: a part of it, or all of it
 * after `=`. Numbers and dates: `10`, `10..20`, `10..`, `..20`, `>= 10`, `<= 20`. Booleans: `true`.
 */
export function filterParameters({ name, ...field }: Field, typed: string): Record<string, string> {
  if (!typed) return {};
  if (typed.startsWith("=")) return { [name]: typed.slice(1).trim() };
  if (field.type === "boolean") return { [name]: typed };
  if (!isOrdered({ name, ...field })) return { [`${name}__contains`]: typed };

  const range = /^(.*?)\.\.(.*)$/.exec(typed);
  if (range) return bounds(name, range[1]?.trim(), range[2]?.trim());
  if (typed.startsWith(">=")) return bounds(name, typed.slice(2).trim(), undefined);
  if (typed.startsWith("<=")) return bounds(name, undefined, typed.slice(2).trim());
  return { [name]: typed };
}

function bounds(name: string, least: string | undefined, most: string | undefined): Record<string, string> {
  return { ...(least && { [`${name}__gte`]: least }), ...(most && { [`${name}__lte`]: most }) };
}
