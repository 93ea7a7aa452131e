import { expect, it } from "vitest";
import { problem } from "@/test/fixtures";
import { earlierImport } from "./earlier-import";
import { ProblemError } from "./problem";

it("finds the earlier import in a refusal that names one, and in nothing else", () => {
  const earlier = { id: "e1" };
  const known = { ...problem(409, "already_imported", "Before."), earlier };
  expect(earlierImport(new ProblemError(known))).toBe(earlier);
  expect(earlierImport(new ProblemError(problem(409, "in_flight", "Soon.")))).toBeUndefined();
  expect(earlierImport(new Error("unreachable"))).toBeUndefined();
});
