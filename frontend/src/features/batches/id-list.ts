/** How many ids a batch has at most. */
const SIZE = 3;

/**
 * What somebody has written as a list of ids. Whatever is no whole number goes to the server as it stands there: it
 * knows what an id is, and names the ones that are none by their places.
 */
export function readIds(written: string): (number | string)[] {
  return written
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((word) => (/^-?\d{1,15}$/.test(word) ? Number(word) : word));
}

export function batchCount(ids: number): number {
  return Math.ceil(ids / SIZE);
}

export function shortList(ids: readonly number[]): string {
  return ids.join(", ");
}
