import { describe, expect, it } from "vitest";
import { problem } from "@/test/fixtures";
import { fieldErrors, languageOf, ProblemError, problemOf, sentenceOf, unreachable } from "./problem";

describe("the body of a failed answer", () => {
  it("is the server's own problem, word for word", () => {
    const sent = problem(415, "unsupported_file_type", "This is a PNG image, not a delimited text file.");
    expect(problemOf(415, JSON.stringify(sent))).toEqual(sent);
  });

  it("is a problem too where a contract words it as an error with its details", () => {
    const details = { ids: ["Write at least one id."], priority: ["Choose one."] };
    const read = problemOf(400, JSON.stringify({ error: "Invalid input", details }));
    expect(read).toMatchObject({ status: 400, detail: "Invalid input", errors: details });
    expect(problemOf(404, '{"error": "There is no such batch."}')).not.toHaveProperty("errors");
  });

  it.each([
    ["<html>502 Bad Gateway</html>"], // a proxy's page
    [""],
    ["[]"],
    ["null"],
  ])("becomes a sentence of ours when it is %j", (body) => {
    expect(problemOf(502, body)).toMatchObject({
      status: 502,
      code: "unreadable_answer",
      detail: expect.stringContaining("502"),
    });
  });
});

it("shows the detail, not the title", () => {
  expect(sentenceOf(new ProblemError(problem(409, "conflict", "The import has ended already.")))).toBe(
    "The import has ended already.",
  );
});

it.each([
  ["the server's", new ProblemError(problem(409, "conflict", "The import has ended already.")), "en"],
  ["ours, as nothing was answered", new ProblemError(unreachable()), undefined],
  ["ours, as the answer said nothing", new ProblemError(problemOf(502, "")), undefined],
  ["a program's", new Error("odd"), undefined],
])("knows the language of a sentence that is %s", (_whose, error, language) => {
  expect(languageOf(error)).toBe(language);
});

it("gives each field its first message", () => {
  const error = new ProblemError(
    problem(400, "invalid", "Check the fields.", { name: ["Too long.", "Odd."], scopes: ["None."] }),
  );
  expect(fieldErrors(error)).toEqual({ name: "Too long.", scopes: "None." });
  expect(fieldErrors(new Error("other"))).toEqual({});
});
