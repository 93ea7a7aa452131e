import { Skeleton, VisuallyHidden } from "@mantine/core";
import { text } from "@/text/text";
import classes from "./table-skeleton.module.css";

const WIDTHS = ["62%", "48%", "70%", "55%", "40%", "66%", "52%", "44%"];

/** The shape of a table while its rows are fetched: as many lines, as high as the real ones. */
export function TableSkeleton({ lines = 5, height = 46 }: { lines?: number; height?: number }) {
  return (
    <div role="status" aria-busy="true">
      <VisuallyHidden>{text.loading}</VisuallyHidden>
      {WIDTHS.slice(0, lines).map((width) => (
        <div key={width} className={classes.line} style={{ height }} aria-hidden>
          <Skeleton height={12} width={width} />
          <Skeleton height={12} width="60%" />
        </div>
      ))}
    </div>
  );
}
