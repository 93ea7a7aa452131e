import { defineConfig } from "@hey-api/openapi-ts";

/** The types of the API, from the document the backend writes. Only types: the page brings its own fetch. */
export default defineConfig({
  input: "../docs/openapi.yaml",
  output: { path: "src/api/gen", clean: true },
  plugins: ["@hey-api/typescript"],
});
