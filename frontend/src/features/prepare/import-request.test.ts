import { expect, it } from "vitest";
import { mapping, preview } from "@/test/preview";
import { importRequest } from "./import-request";

const remembered = {
  mapping: {},
  dialect: { delimiter: ";" },
  mode: "insert",
  duplicates: "reject",
  on_error: "continue",
  updated_at: "2026-03-04T09:30:00Z",
} as const;

it.each([
  ["reads the file as its preview did, as the last one with its header", {}, { delimiter: ";" }],
  ["reads it as was chosen since", { dialect: { delimiter: "|" } }, { delimiter: "|" }],
  ["recognises it anew where that was chosen", { dialect: {} }, undefined],
])("%s", (_, draft, dialect) => {
  const shown = preview({ mapping: mapping({ remembered }) });
  expect(importRequest("u", { dataset: "customers", ...draft }, shown, undefined).dialect).toEqual(dialect);
});
