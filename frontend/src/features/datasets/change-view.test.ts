import { expect, it } from "vitest";
import type { SchemaChangeJob } from "@/api/gen/types.gen";
import { customers } from "@/test/fixtures";
import { changeView } from "./change-view";
import { schemaJob, tooYoung } from "./test-schema-change";

const { schema } = customers;
const other = { fields: [{ name: "other" }] };
const working = { status: "processing", result: null } as Partial<SchemaChangeJob>;

it.each<[string, SchemaChangeJob | undefined, object]>([
  ["nothing was asked", undefined, { step: "writing" }],
  ["it is being checked", schemaJob(schema, {}, working), { step: "working", applies: false }],
  ["all rows keep it", schemaJob(schema), { step: "ready", version: customers.updated_at }],
  ["some do not", schemaJob(schema, { violations: [tooYoung] }), { step: "violated" }],
  [
    "some did not when it was to be applied",
    schemaJob(schema, { violations: [tooYoung], applied: false }, { check_only: false }),
    { step: "violated" },
  ],
  ["it was applied", schemaJob(schema, {}, { check_only: false }), { step: "applied" }],
  ["it was stopped", schemaJob(schema, {}, { status: "cancelled", result: null }), { step: "ended" }],
  // what was checked is not what is written now
  ["another was found good", schemaJob(other), { step: "writing" }],
  ["another is being checked", schemaJob(other, {}, working), { step: "writing" }],
  // nobody may write on while the dataset changes
  [
    "another is being applied",
    schemaJob(other, {}, { ...working, check_only: false }),
    { step: "working", applies: true },
  ],
])("%s", (_, job, view) => expect(changeView(job, schema)).toMatchObject(view));

it("keeps what the last check found in sight while it is being mended", () => {
  const view = changeView(schemaJob(other, { violations: [tooYoung] }), schema);
  expect(view).toMatchObject({ step: "writing", found: { violations: [tooYoung] } });
});
