import { expect, it } from "vitest";
import { type Chunk, firstLoadChunks, gzippedBytes } from "./budget.ts";

function chunk(fileName: string, imports: string[] = [], rest: Partial<Chunk> = {}): Chunk {
  return { fileName, code: fileName.repeat(50), isEntry: false, facadeModuleId: null, imports, ...rest };
}

it("counts the entry, the route and what they import, once each, and no other route", () => {
  const chunks = [
    chunk("entry.js", ["shared.js"], { isEntry: true }),
    chunk("import.js", ["shared.js", "only-here.js"], { facadeModuleId: "/src/import-page.tsx" }),
    chunk("other.js", ["shared.js", "heavy.js"], { facadeModuleId: "/src/other-page.tsx" }),
    chunk("shared.js", ["entry.js"]),
    chunk("only-here.js"),
    chunk("heavy.js"),
  ];
  const loaded = firstLoadChunks(chunks, "import-page.tsx").map(({ fileName }) => fileName);
  expect(loaded.sort()).toEqual(["entry.js", "import.js", "only-here.js", "shared.js"]);
});

it("weighs each file as it travels", () => {
  expect(gzippedBytes([chunk("a.js")])).toBeLessThan(100);
});
