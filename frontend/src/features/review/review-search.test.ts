import { expect, test } from "vitest";
import { queryOf, type ReviewSearch, type Scope, withEdited, withGroup, withOutcome } from "./review-search";

const review: Scope = { only: null, hasFailed: true };
const sound: Scope = { only: null, hasFailed: false };
const mend: Scope = { only: "failed", hasFailed: true };

test.each<[string, ReviewSearch, Scope, object]>([
  ["opens on what is rejected", {}, review, { outcome: "failed" }],
  ["opens on all when nothing is", {}, sound, {}],
  ["shows all when asked", { outcome: "all" }, review, {}],
  ["shows one outcome", { outcome: "skipped" }, review, { outcome: "skipped" }],
  ["passes over what it does not know", { outcome: "nonsense" }, sound, {}],
  [
    "shows one kind of fault",
    { code: "email", column: "Email" },
    review,
    { outcome: "failed", code: "email", column: "Email" },
  ],
  ["takes no column without a code", { column: "Email" }, sound, {}],
  ["shows edited records whatever becomes of them", { edited: "true" }, review, { edited: "true" }],
  ["mends nothing but what failed", { outcome: "all" }, mend, { outcome: "failed" }],
])("%s", (_, search, scope, query) => {
  expect(queryOf(search, scope)).toEqual({
    outcome: undefined,
    code: undefined,
    column: undefined,
    edited: undefined,
    ...query,
  });
});

test("picking one thing lets go of the others and keeps the rest of the address", () => {
  const search = { tab: "review", code: "email", column: "Email", row: "7" };
  expect(withOutcome(search, "skipped")).toEqual({ tab: "review", outcome: "skipped" });
  expect(withOutcome(search, undefined)).toEqual({ tab: "review", outcome: "all" });
  expect(withGroup({ ...search, outcome: "all" }, { code: "ragged", column: "" })).toEqual({
    tab: "review",
    code: "ragged",
    column: undefined,
  });
  expect(withGroup(search, null)).toEqual({ tab: "review" });
  expect(withEdited(search, true)).toEqual({ tab: "review", edited: "true" });
});
