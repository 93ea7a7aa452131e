import { Link } from "@tanstack/react-router";
import { Facts } from "@/components/facts";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "../part.module.css";
import type { Drawn } from "./drawn";

/** Some counts, and the import that they are about. */
export function ImportFigures({ names, result, job }: Drawn & { names: readonly string[] }) {
  const words = text.jobs.results;
  const about = job.params.import;
  return (
    <>
      <Facts
        narrow
        facts={names.map((name) => ({
          name: words.figures[name] ?? name,
          value: count(Number(result[name] ?? 0)),
        }))}
      />
      {typeof about === "string" && (
        <p className={classes.quiet}>
          <Link className={classes.link} to="/imports/$id" params={{ id: about }}>
            {text.jobs.job.openImport}
          </Link>
        </p>
      )}
    </>
  );
}
