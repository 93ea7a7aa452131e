/** What the server says about one parameter. */
export interface Refusal {
  /** Of the parameter as a whole. */
  whole: string | undefined;
  /** Of the entries of a list by their numbers from 0, or of the members of an object by their names. */
  parts: Record<string, string>;
}

/** What `errors`, such as `{"params.images.2": "…"}`, says about a parameter. */
export function refusalOf(errors: Record<string, string>, name: string): Refusal {
  const own = `params.${name}`;
  const parts = Object.entries(errors)
    .filter(([path]) => path.startsWith(`${own}.`))
    .map(([path, why]) => [path.slice(own.length + 1), why] as const);
  return { whole: errors[own], parts: Object.fromEntries(parts) };
}

export function isRefused({ whole, parts }: Refusal): boolean {
  return whole !== undefined || Object.keys(parts).length > 0;
}
