import { text } from "@/text/text";
import type { Problem } from "./gen/types.gen";

/** An answer of the server that is not a success: RFC 9457 problem details, kept whole. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }

  get status(): number {
    return this.problem.status;
  }
}

/** Reads the body of a failed answer; a proxy's or a broken server's page becomes a problem of our own words. */
export function problemOf(status: number, body: string): Problem {
  try {
    const read: unknown = JSON.parse(body);
    if (isProblem(read)) return { ...read, status };
    if (isPlain(read)) return plainProblem(status, read);
  } catch {
    // not JSON: told below
  }
  return ownProblem(status, "unreadable_answer", text.errors.unreadable(status));
}

/** The problem of a request that got no answer at all. */
export function unreachable(): Problem {
  return ownProblem(0, "unreachable", text.errors.unreachable);
}

/** The sentence to show for whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The language of that sentence, where it is the server's own and not the reader's. */
export function languageOf(error: unknown): "en" | undefined {
  const isOurs = !(error instanceof ProblemError) || OWN_CODES.includes(error.problem.code);
  return isOurs ? undefined : "en";
}

/** What the server says about each field, first message only. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError) || !error.problem.errors) return {};
  return Object.fromEntries(
    Object.entries(error.problem.errors).map(([field, messages]) => [field, messages[0] ?? error.message]),
  );
}

const OWN_CODES = ["unreadable_answer", "unreachable"];

function ownProblem(status: number, code: string, detail: string): Problem {
  return { type: "about:blank", title: detail, status, detail, code };
}

/** The errors of the contracts that word them as a sentence and each field's messages. */
interface PlainError {
  error: string;
  details?: Record<string, string[]>;
}

function plainProblem(status: number, { error, details }: PlainError): Problem {
  const problem = { type: "about:blank", title: error, status, detail: error, code: "refused" };
  return details ? { ...problem, errors: details } : problem;
}

function isPlain(read: unknown): read is PlainError {
  return typeof read === "object" && read !== null && "error" in read && typeof read.error === "string";
}

function isProblem(read: unknown): read is Problem {
  return typeof read === "object" && read !== null && ("detail" in read || "title" in read);
}
