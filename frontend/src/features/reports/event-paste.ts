import { CELLS, type Cell, NO_EVENT, type WrittenEvent } from "./events";

/** What was found in a pasted text. */
export type Pasted =
  | { found: "events"; events: WrittenEvent[]; about: About; ignored: string[] }
  | { found: "nothing" }
  | { found: "broken-json" };

/** What a whole request says beside its events. */
export interface About {
  student_id?: string;
  namespace?: string;
}

const DELIMITERS = ["\t", ";", ",", "|"];
const LINES_LOOKED_AT = 20;

/** What the columns are called elsewhere, without case, spaces and signs. */
const NAMES: Record<Cell, string[]> = {
  unit: ["unit", "unitid", "question", "questionid", "exercise", "item", "unidad", "pregunta"],
  type: ["type", "event", "eventtype", "kind", "action", "tipo", "evento"],
  created_time: ["createdtime", "createdat", "created", "time", "timestamp", "datetime", "date", "fecha"],
};

/** Reads events from cells of a spreadsheet, CSV, JSON or JSON Lines; time and memory grow with the text alone. */
export function readPasted(text: string): Pasted {
  const words = text.replace(/^\uFEFF/, "").trim();
  if (words === "") return { found: "nothing" };
  return words.startsWith("[") || words.startsWith("{") ? readJson(words) : readTable(words);
}

function readJson(words: string): Pasted {
  const read = parsed(words);
  if (read === undefined) return { found: "broken-json" };
  const whole = isObject(read) && Array.isArray(read.events) ? read : undefined;
  const listed = whole?.events ?? (Array.isArray(read) ? read : [read]);
  const objects = (listed as unknown[]).filter(isObject);
  if (objects.length === 0) return { found: "nothing" };
  const ignored = new Set<string>();
  const events = objects.map((object) => {
    const event = { ...NO_EVENT };
    for (const [name, value] of Object.entries(object)) {
      const cell = cellNamed(name);
      if (cell === undefined) ignored.add(name);
      else if (cell === name || event[cell] === "") event[cell] = tidied(cell, written(value));
    }
    return event;
  });
  return { found: "events", events, about: aboutOf(whole), ignored: [...ignored] };
}

/** A JSON value, or one value a line; undefined when it is neither. */
function parsed(words: string): unknown {
  try {
    return JSON.parse(words) as unknown;
  } catch {
    try {
      return words
        .split(/\r\n|\r|\n/)
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as unknown);
    } catch {
      return undefined;
    }
  }
}

function aboutOf(whole: Record<string, unknown> | undefined): About {
  const about: About = {};
  if (typeof whole?.student_id === "string") about.student_id = whole.student_id;
  if (typeof whole?.namespace === "string") about.namespace = whole.namespace;
  return about;
}

function readTable(words: string): Pasted {
  const records = recordsOf(words, delimiterOf(words));
  const [first = []] = records;
  const named = headerOf(first);
  const body = named ? records.slice(1) : records;
  if (body.length === 0) return { found: "nothing" };
  const columns = named ?? guessed(body);
  const events = body.map((record) => {
    const event = { ...NO_EVENT };
    for (const cell of CELLS) event[cell] = tidied(cell, record[columns[cell] ?? -1] ?? "");
    return event;
  });
  const used = new Set(Object.values(columns));
  const ignored = named ? first.filter((name, at) => name !== "" && !used.has(at)) : [];
  return { found: "events", events, about: {}, ignored };
}

type Columns = Partial<Record<Cell, number>>;

function delimiterOf(words: string): string {
  const line = words.slice(0, words.search(/[\r\n]|$/));
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? "\t";
}

/** Records and their cells, without empty lines; quoted cells may hold delimiters and ends of line (RFC 4180). */
export function recordsOf(words: string, delimiter: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at <= words.length) {
    const cell = words[at] === '"' ? quotedAt(words, at) : { text: "", end: at };
    let end = cell.end;
    while (end < words.length && words[end] !== delimiter && words[end] !== "\n" && words[end] !== "\r")
      end++;
    record.push((cell.text + words.slice(cell.end, end)).trim());
    if (words[end] !== delimiter) {
      if (record.some((text) => text !== "")) records.push(record);
      record = [];
    }
    at = end + 1;
  }
  return records;
}

/** What stands between quotes, doubled ones made one, and where it ends. */
function quotedAt(words: string, start: number): { text: string; end: number } {
  let text = "";
  let at = start + 1;
  for (;;) {
    const quote = words.indexOf('"', at);
    if (quote < 0) return { text: text + words.slice(at), end: words.length };
    text += words.slice(at, quote);
    if (words[quote + 1] !== '"') return { text, end: quote + 1 };
    text += '"';
    at = quote + 2;
  }
}

/** Which column holds what, when the first record is a header; a column that nobody knows may be the unit. */
function headerOf(record: string[]): Columns | undefined {
  if (record.some(isTime)) return undefined;
  const columns: Columns = {};
  for (const [at, name] of record.entries()) {
    const cell = cellNamed(name);
    if (cell !== undefined) columns[cell] ??= at;
  }
  // a unit may be called "event", but none is called "time"
  if (columns.unit === undefined && columns.created_time === undefined) return undefined;
  if (columns.unit === undefined) {
    const other = record.findIndex((_, at) => !Object.values(columns).includes(at));
    if (other >= 0) columns.unit = other;
  }
  return columns;
}

/** Without a header: the column of times is the time, the others are unit and type in their order. */
function guessed(records: string[][]): Columns {
  const looked = records.slice(0, LINES_LOOKED_AT);
  const width = Math.max(...looked.map(({ length }) => length));
  const places = Array.from({ length: width }, (_, at) => at);
  const time = places.find((at) => {
    const filled = looked.map((record) => record[at] ?? "").filter(Boolean);
    return filled.filter(isTime).length * 2 > filled.length;
  });
  const [unit, type] = places.filter((at) => at !== time);
  return {
    ...(unit !== undefined && { unit }),
    ...(type !== undefined && { type }),
    ...(time !== undefined && { created_time: time }),
  };
}

function isTime(cell: string): boolean {
  return /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)/.test(cell);
}

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:([T ])(\d{1,2})(:\d\d.*))?$/;

/** A time with its year first, in the form that the server reads; which of two others is the month, nobody can tell. */
function tidied(cell: Cell, text: string): string {
  const parts = cell === "created_time" ? YEAR_FIRST.exec(text) : null;
  if (!parts) return text;
  const [, year, month = "", day = "", separator, hour = "", rest = ""] = parts;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return separator ? `${date}${separator}${hour.padStart(2, "0")}${rest}` : date;
}

function cellNamed(name: string): Cell | undefined {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  return CELLS.find((cell) => NAMES[cell].includes(plain));
}

function written(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value).trim();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The values of one column, when the text is nothing but that; undefined where it is more or less. */
export function columnOf(text: string): string[] | undefined {
  const words = text.replace(/\r\n|\r/g, "\n").replace(/\n$/, "");
  if (!words.includes("\n") || /[\t;|,"[{]/.test(words)) return undefined;
  return words.split("\n").map((line) => line.trim());
}

/** Whether a paste is more than a word for one cell. */
export function isMany(text: string): boolean {
  return /[\t\n\r]/.test(text.trim()) || /^\s*[[{]/.test(text);
}
