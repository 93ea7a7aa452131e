type Value = string | number | undefined | null;

/** Appends the parameters that have a value to a path; a list repeats its name. */
export function withQuery(path: string, parameters: Record<string, Value | readonly string[]>): string {
  const query = new URLSearchParams();
  for (const [name, given] of Object.entries(parameters)) {
    const values = Array.isArray(given) ? given : [given];
    for (const value of values)
      if (value !== undefined && value !== null && value !== "") query.append(name, String(value));
  }
  const written = query.toString();
  return written ? `${path}${path.includes("?") ? "&" : "?"}${written}` : path;
}
