import type { ImportJob } from "@/api/gen/types.gen";
import { rate } from "@/text/format";
import { text } from "@/text/text";
import { linePoints } from "./throughput";
import classes from "./throughput-line.module.css";
import { useThroughput } from "./use-throughput";

const WIDTH = 400;
const HEIGHT = 36;

/** Rows per second since one looks, the latest on the right; its room is kept while there is nothing to draw. */
export function ThroughputLine({ job }: { job: ImportJob }) {
  const figures = useThroughput(job);
  const most = Math.max(...figures, 0);
  const points = figures.length > 1 ? linePoints(figures, WIDTH, HEIGHT) : null;
  return (
    <figure className={classes.figure}>
      <svg
        viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`}
        preserveAspectRatio="none"
        className={classes.line}
        role="img"
        aria-label={text.job.throughput}
      >
        {points && (
          <>
            <polygon points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} className={classes.area} />
            <polyline points={points} className={classes.stroke} vectorEffect="non-scaling-stroke" />
          </>
        )}
      </svg>
      <figcaption className={classes.caption}>{points ? text.job.fastest(rate(most)) : ""}</figcaption>
    </figure>
  );
}
