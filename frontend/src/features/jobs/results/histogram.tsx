import { count } from "@/text/format";
import { text } from "@/text/text";
import { bars, LEAST } from "../bars";
import { figure } from "./figure";
import classes from "./histogram.module.css";

const WIDTH = 120;
const HEIGHT = 28;

/** How often values fall into each of some steps of equal width. */
export interface Spread {
  from: unknown;
  to: unknown;
  counts: number[];
}

/** The spread of a column's values as bars, its ends below. */
export function Histogram({ column, spread }: { column: string; spread: Spread }) {
  const words = text.tasks.statistics;
  const [from, to] = [figure(spread.from), figure(spread.to)];
  const spoken = words.histogram(column, words.span(from, to), spread.counts.map(count).join(", "));
  return (
    <div className={classes.histogram}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={spoken} preserveAspectRatio="none">
        {bars(spread.counts, WIDTH, HEIGHT, 1).map((bar, index) => (
          <rect key={bar.x} {...bar} fill={bar.height > LEAST ? "var(--accent)" : "var(--line-strong)"}>
            <title>{binWords(spread, index)}</title>
          </rect>
        ))}
      </svg>
      <p aria-hidden>
        <span>{from}</span>
        <span>{to}</span>
      </p>
    </div>
  );
}

/** "10 to 15: 312", of one step. */
function binWords({ from, to, counts }: Spread, index: number): string {
  const [least, most] = [Number(from), Number(to)];
  const edge = (at: number) => figure(least + ((most - least) * at) / counts.length);
  return text.tasks.statistics.bin(edge(index), edge(index + 1), count(counts[index] ?? 0));
}
