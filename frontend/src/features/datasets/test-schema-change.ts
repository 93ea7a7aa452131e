import type { SchemaChangeJob, SchemaChangeResult, TableSchema, Violation } from "@/api/gen/types.gen";
import { customers, job } from "@/test/fixtures";

export const tooYoung: Violation = {
  field: "age",
  code: "minimum",
  message: "This is less than 30.",
  count: 7,
  samples: [
    { import: "0199b000-0000-7000-8000-000000000001", row: 3, value: "23" },
    { import: null, row: 9, value: null },
  ],
};

/** A job that checks a schema, or changes a dataset to it; ended well unless it is said otherwise. */
export function schemaJob(
  schema: TableSchema,
  result: Partial<SchemaChangeResult> = {},
  { check_only = true, ...part }: { check_only?: boolean } & Partial<SchemaChangeJob> = {},
): SchemaChangeJob {
  return {
    ...job(),
    id: "0199b000-0000-7000-8000-0000000000c1",
    kind: "schema_change",
    queue: "default",
    params: { dataset: customers.slug, schema, check_only, version: customers.updated_at },
    result: {
      changes: ["age becomes required."],
      violations: [],
      rows: 9688,
      applied: !check_only,
      ...result,
    },
    ...part,
  };
}
