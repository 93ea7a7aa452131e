import type { ReactNode } from "react";
import classes from "./card.module.css";

/** A surface with an optional heading of the second level. `flush` lets a table reach its edges; a `brief` one takes little room, and its heading is only spoken. */
export function Card({
  title,
  aside,
  flush,
  brief,
  children,
}: {
  title?: string;
  aside?: ReactNode;
  flush?: boolean;
  brief?: boolean;
  children: ReactNode;
}) {
  return (
    <section
      className={classes.card}
      data-flush={flush || undefined}
      data-brief={brief || undefined}
      aria-label={title}
    >
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
