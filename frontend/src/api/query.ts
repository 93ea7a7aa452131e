/** Appends the parameters that have a value to a path. */
export function withQuery(
  path: string,
  parameters: Record<string, string | number | undefined | null>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") query.append(name, String(value));
  }
  const written = query.toString();
  return written ? `${path}${path.includes("?") ? "&" : "?"}${written}` : path;
}
