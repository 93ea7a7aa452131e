import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { en } from "./en";
import { es } from "./es";
import { LANGUAGES } from "./languages";
import { speak } from "./text";

type Said = string | ((...parts: never[]) => unknown);

/** Every leaf of a catalogue by its path, such as `review.outcomes.failed`. */
function leaves(node: object, path = ""): Map<string, Said> {
  const found = new Map<string, Said>();
  for (const [key, value] of Object.entries(node)) {
    const at = path ? `${path}.${key}` : key;
    if (typeof value === "string" || typeof value === "function") found.set(at, value as Said);
    else for (const [deeper, said] of leaves(value, at)) found.set(deeper, said);
  }
  return found;
}

const english = leaves(en);
const spanish = leaves(es);

/** What both languages call the same: names, formats, and signs without words. */
const THE_SAME = new Set([
  "product",
  "reports.formats.pdf",
  "batches.form.ids",
  "batches.request.idsOf",
  "batches.request.number",
  "check.encodings.utf-8",
  "check.encodings.utf-16",
  "check.encodings.utf-32",
  "check.encodings.mac_roman",
  "jobs.job.no",
  "jobs.job.levels.error",
  "jobs.job.priorities.50",
  "details.checksum",
  "ledger.total",
]);
const FORMATS = /^(CSV|Excel|JSON|JSON Lines|Parquet|[\W\d]*|\d{4}-.*)$/;

/** As many of them as a sentence could take: plain, plural, nothing, a name. */
const PLAUSIBLE: unknown[][] = [
  [1, 1, 1],
  [312, 9688, 20],
  [0, 0, 0],
  ["customers.csv", "Email", "3"],
  ["customers.csv", 312, 5],
  ["customers.csv", "Email", 312],
  [312, "customers.csv", "3"],
];
const OTHER_PARTS: Record<string, unknown[][]> = {
  "schemaEditor.applyDetail": [[312, ["The column Notes goes."]]],
};

describe("the Spanish words", () => {
  beforeAll(() => speak(es, LANGUAGES.es.locale));
  afterAll(() => speak(en, LANGUAGES.en.locale));

  it("are as many as the English ones, by the same names", () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("take the same parts", () => {
    const parts = (said: Said | undefined) => (typeof said === "function" ? said.length : 0);
    const others = [...english].filter(([path, said]) => parts(spanish.get(path)) !== parts(said));
    expect(others.map(([path]) => path)).toEqual([]);
  });

  it("are Spanish", () => {
    const left = [...english].filter(
      ([path, said]) =>
        typeof said === "string" && said === spanish.get(path) && !THE_SAME.has(path) && !FORMATS.test(said),
    );
    expect(left).toEqual([]);
  });

  it("name nothing as the same that is not", () => {
    const stale = [...THE_SAME].filter((path) => english.get(path) !== spanish.get(path));
    expect(stale).toEqual([]);
  });

  it.each(
    [...spanish].filter(
      (leaf): leaf is [string, (...parts: unknown[]) => unknown] => typeof leaf[1] === "function",
    ),
  )("say %s whatever its parts are", (path, say) => {
    for (const parts of OTHER_PARTS[path] ?? PLAUSIBLE) {
      const said = String(say(...parts.slice(0, say.length)));
      expect(said).not.toMatch(/undefined|\[object|function/);
    }
  });

  it("bend with the number", () => {
    expect(es.rows(1)).toBe("1 fila");
    expect(es.job.imported(9688)).toBe("9688 importadas");
    expect(es.job.imported(1)).toBe("1 importada");
    expect(es.undo.kept(1)).toBe("1 conservada porque se modificó después por otra vía");
    expect(es.waiting.inLine(3)).toBe("3.ª de la cola");
  });
});
