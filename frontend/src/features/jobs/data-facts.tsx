import type { Fact } from "@/components/facts";
import { Facts } from "@/components/facts";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { paramLabel } from "./param-fields";
import classes from "./part.module.css";

/** Data whose meaning is not known here: what is plain as names and values, the rest as it was written. */
export function DataFacts({ data }: { data: Record<string, unknown> }) {
  const entries = Object.entries(data).filter(([, value]) => !isNothing(value));
  const plain = entries.filter(([, value]) => plainWords(value) !== null);
  const nested = entries.filter(([, value]) => plainWords(value) === null);
  if (entries.length === 0) return <p className={classes.quiet}>{text.jobs.job.nothing}</p>;
  return (
    <>
      {plain.length > 0 && <Facts facts={plain.map(([name, value]) => factOf(name, value))} narrow />}
      {nested.map(([name, value]) => (
        <details key={name} className={classes.nested}>
          <summary>{paramLabel(name)}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className={classes.raw} tabIndex={0} aria-label={paramLabel(name)}>
            <pre>{JSON.stringify(value, null, 2)}</pre>
          </section>
        </details>
      ))}
    </>
  );
}

function factOf(name: string, value: unknown): Fact {
  return { name: paramLabel(name), value: plainWords(value) };
}

/** A value as a person reads it; null for what has parts. */
function plainWords(value: unknown): string | null {
  if (typeof value === "boolean") return value ? text.jobs.job.yes : text.jobs.job.no;
  if (typeof value === "number") return count(value);
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.join(", ");
  return null;
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
