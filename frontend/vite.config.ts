import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { compression } from "vite-plugin-compression2";
import { defineConfig } from "vitest/config";
import { firstLoadBudget } from "./budget.ts";

const backend = process.env.BACKEND_URL ?? "http://127.0.0.1:8000";
const passed = Object.fromEntries(
  ["/api", "/assignment", "/ingest", "/healthz", "/readyz"].map((path) => [
    path,
    { target: backend, changeOrigin: false },
  ]),
);

export default defineConfig({
  plugins: [
    react(),
    firstLoadBudget({ route: "src/app/routes/import-page.tsx", limit: 200_000 }),
    // beside each file its smaller copies, which the server sends to whoever takes them
    compression({ include: /\.(js|css|svg)$/, algorithms: ["gzip", "brotliCompress"] }),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: process.env.VITE_HOST ?? "127.0.0.1",
    port: Number(process.env.VITE_PORT ?? 5173),
    strictPort: true,
    allowedHosts: ["localhost", "frontend"],
    proxy: passed,
    watch: process.env.VITE_POLL ? { usePolling: true, interval: 300 } : {},
  },
  build: {
    target: "es2022",
    // the palette is written with light-dark(), which these know
    cssTarget: ["chrome125", "firefox128", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // the small modules that every page needs, in one file instead of twenty; neither what opens only
        // when asked for, nor the second language
        codeSplitting: {
          groups: [
            { name: "shared", test: /src.(api|text|components).(?!es\b|.*(dialog|menu|drawer|\btus\b))/ },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    // what the browser gets, not what Node would
    alias: { "tus-js-client": "tus-js-client/lib.esm/browser/index.js" },
    include: ["src/**/*.test.{ts,tsx}", "*.test.ts"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    css: false,
  },
});
