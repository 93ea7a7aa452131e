import type { EarlierImport, NotAccepted } from "./gen/types.gen";
import { ProblemError } from "./problem";

/** The import that brought the same bytes into the same dataset, when that is why the server refuses. */
export function earlierImport(error: unknown): EarlierImport | undefined {
  return error instanceof ProblemError ? (error.problem as NotAccepted).earlier : undefined;
}
