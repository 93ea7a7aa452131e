import type { ReactNode } from "react";
import classes from "./data-table.module.css";

interface Props {
  label: string;
  children: ReactNode;
  /** Old rows are shown while the next ones are fetched. */
  stale?: boolean;
}

/** A plain table that scrolls sideways within itself, never the page. */
export function DataTable({ label, stale, children }: Props) {
  return (
    <section
      className={classes.scroll}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      data-stale={stale || undefined}
    >
      <table className={classes.table}>{children}</table>
    </section>
  );
}
