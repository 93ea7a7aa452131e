import type { ReactNode } from "react";
import classes from "./part.module.css";

/** A part of a job's drawer, under its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className={classes.title}>{title}</h3>
      <div className={classes.parts}>{children}</div>
    </div>
  );
}
