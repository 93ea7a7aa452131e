import type { ReactNode } from "react";
import classes from "./card.module.css";

/** A surface with an optional heading of the second level. `flush` lets a table reach its edges. */
export function Card({
  title,
  aside,
  flush,
  children,
}: {
  title?: string;
  aside?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={classes.card} data-flush={flush || undefined} aria-label={title}>
      {(title || aside) && (
        <div className={classes.head}>
          {title && <h2 className={classes.title}>{title}</h2>}
          {aside && <div className={classes.aside}>{aside}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
