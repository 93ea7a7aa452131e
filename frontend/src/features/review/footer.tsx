import type { ReactNode } from "react";
import classes from "./footer.module.css";

/** What to do with it all, always within reach. */
export function Footer({ label, words, children }: { label: string; words: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.footer} aria-label={label}>
      <div className={classes.words}>{words}</div>
      <div className={classes.acts}>{children}</div>
    </section>
  );
}
