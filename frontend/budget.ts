import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** The part of a bundler's chunk that the sum needs. */
export interface Chunk {
  fileName: string;
  code: string;
  isEntry: boolean;
  facadeModuleId: string | null;
  imports: string[];
}

/** Every script the browser fetches before `route` can be drawn: the entry, the route, and what they import statically. */
export function firstLoadChunks(chunks: Chunk[], route: string): Chunk[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const roots = chunks.filter((chunk) => chunk.isEntry || chunk.facadeModuleId?.endsWith(route));
  const seen = new Set<Chunk>();
  const queue = [...roots];
  for (let chunk = queue.pop(); chunk; chunk = queue.pop()) {
    if (seen.has(chunk)) continue;
    seen.add(chunk);
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported) queue.push(imported);
    }
  }
  return [...seen];
}

/** Bytes over the wire: each file is compressed by itself, as a server does. */
export function gzippedBytes(chunks: Chunk[]): number {
  return chunks.reduce((sum, chunk) => sum + gzipSync(chunk.code).byteLength, 0);
}

/** Fails the build when the first load of `route` weighs more than `limit` bytes of gzipped script. */
export function firstLoadBudget({ route, limit }: { route: string; limit: number }): Plugin {
  return {
    name: "first-load-budget",
    apply: "build",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const loaded = firstLoadChunks(chunks, route);
      const weight = gzippedBytes(loaded);
      const sentence = `First load of ${route}: ${(weight / 1000).toFixed(1)} kB of script gzipped in ${loaded.length} files, of ${limit / 1000} kB allowed`;
      if (weight > limit) this.error(sentence);
      this.info(sentence);
    },
  };
}
