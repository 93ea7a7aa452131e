/**
 * The query part of an address as plain words: `?status=failed&search=may`, never JSON.
 * Every value is a string; absent and empty are the same.
 */
export type Search = Record<string, string>;

export function parseSearch(query: string): Search {
  const search: Search = {};
  for (const [name, value] of new URLSearchParams(query)) if (value) search[name] = value;
  return search;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") query.append(name, String(value));
  }
  const written = query.toString();
  return written ? `?${written}` : "";
}

/** Keeps only the parameters a page knows. */
export function known<K extends string>(
  ...names: K[]
): (search: Record<string, unknown>) => Partial<Record<K, string | undefined>> {
  return (search) => {
    const kept: Partial<Record<K, string>> = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === "string" && value) kept[name] = value;
    }
    return kept;
  };
}

/** Keeps every parameter: the filters of a dataset are named after its own columns. */
export function everyWord(search: Record<string, unknown>): Search {
  return Object.fromEntries(
    Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
