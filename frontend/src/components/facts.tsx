import type { ReactNode } from "react";
import classes from "./facts.module.css";

export interface Fact {
  name: string;
  value: ReactNode;
}

/** Names and values, side by side; `narrow` ones are a few figures. */
export function Facts({ facts, narrow }: { facts: Fact[]; narrow?: boolean }) {
  return (
    <dl className={classes.facts} data-narrow={narrow || undefined}>
      {facts.map(({ name, value }) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
