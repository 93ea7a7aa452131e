import { Link } from "@tanstack/react-router";
import type { Violation } from "@/api/gen/types.gen";
import { text } from "@/text/text";
import { type DatasetSearch, rowWord, withWords } from "./dataset-address";
import classes from "./schema-standing.module.css";

interface Props {
  violations: Violation[];
  search: DatasetSearch;
}

/** The rules that stored rows do not keep, field by field, with the first rows of each. */
export function ViolationList({ violations, search }: Props) {
  const words = text.schemaEditor;
  return (
    <ul className={classes.violations}>
      {violations.map(({ field, code, message, count, samples }) => (
        <li key={`${field} ${code} ${message}`}>
          <p className={classes.rule}>
            <code>{field}</code> {words.violation(message, count)}
          </p>
          <ul className={classes.samples}>
            {samples.map((sample) => {
              const value = sample.value ?? text.rowsGrid.null;
              return (
                <li key={`${sample.import} ${sample.row}`}>
                  {sample.import ? (
                    <Link
                      to="."
                      search={withWords(search, {
                        row: rowWord({ importId: sample.import, row: sample.row }),
                      })}
                      resetScroll={false}
                      className={classes.link}
                    >
                      {words.sample(value, sample.row)}
                    </Link>
                  ) : (
                    words.sample(value, sample.row)
                  )}
                </li>
              );
            })}
            {count > samples.length && <li className={classes.more}>{words.more(count - samples.length)}</li>}
          </ul>
        </li>
      ))}
    </ul>
  );
}
