import { text } from "@/text/text";
import classes from "../part.module.css";
import type { Drawn } from "./drawn";
import { Sentences } from "./sentences";

interface Violation {
  field: string;
  message: string;
  count: number;
}

/** Whether a schema was changed, in what, and which rows do not keep it. */
export function SchemaChangeResult({ result }: Drawn) {
  const words = text.jobs.results;
  const violations = (result.violations ?? []) as Violation[];
  return (
    <>
      <p className={classes.quiet}>{result.applied === true ? words.applied : words.notApplied}</p>
      <Sentences label={words.changes} sentences={result.changes} />
      <Sentences
        label={words.violations}
        sentences={violations.map(({ field, message, count: rows }) =>
          words.violation(field, message, text.rows(rows)),
        )}
      />
    </>
  );
}
