import type { ReactNode } from "react";
import classes from "./part.module.css";

/** A part of a job's drawer, under its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className={classes.title}>{title}</h3>
      {children}
    </div>
  );
}

/** Data as it is, for who wants to see all of it. */
export function Raw({ label, data }: { label: string; data: object }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.raw} tabIndex={0} aria-label={label}>
      <pre>{JSON.stringify(data, null, 2)}</pre>
    </section>
  );
}
