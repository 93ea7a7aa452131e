const READ_BYTES = 64 * 1024;
const LINES_LOOKED_AT = 20;
const DELIMITERS = [",", ";", "\t", "|"];
/** What can be read without unpacking. */
const PLAIN = [".csv", ".tsv", ".txt"];

/** A column that a dataset cannot do without. */
export interface Wanted {
  name: string;
  title?: string | undefined;
  aliases?: readonly string[] | undefined;
}

/**
 * The names of wanted columns that no line at the file's beginning has. It is a guess made before the file travels;
 * empty where there is nothing to guess from.
 */
export async function missingColumns(file: File, wanted: readonly Wanted[]): Promise<string[]> {
  if (wanted.length === 0 || !PLAIN.some((ending) => file.name.toLowerCase().endsWith(ending))) return [];
  const beginning = decoded(new Uint8Array(await file.slice(0, READ_BYTES).arrayBuffer()));
  const lines = beginning
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== "")
    .slice(0, LINES_LOOKED_AT);
  const missing = lines.map((line) => missingIn(line, wanted));
  // whatever stands above the header has fewer of the names than the header itself
  return missing.reduce((fewest, some) => (some.length < fewest.length ? some : fewest), missing[0] ?? []);
}

function decoded(bytes: Uint8Array<ArrayBuffer>): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder().decode(bytes);
}

function missingIn(line: string, wanted: readonly Wanted[]): string[] {
  const names = new Set(cellsOf(line).map(plain));
  return wanted
    .filter(({ name, title, aliases = [] }) =>
      [name, title ?? "", ...aliases].every((known) => known === "" || !names.has(plain(known))),
    )
    .map(({ name, title }) => title || name);
}

function cellsOf(line: string): string[] {
  const cut = DELIMITERS.map((delimiter) => line.split(delimiter));
  return cut.reduce((most, cells) => (cells.length > most.length ? cells : most), [line]);
}

/** A name without case, spaces and signs, as the server compares them. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
