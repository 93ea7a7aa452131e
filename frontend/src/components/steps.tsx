import { VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { text } from "@/text/text";
import classes from "./steps.module.css";

export const STEPS = ["upload", "check", "map", "review", "import", "result"] as const;
export type Step = (typeof STEPS)[number];

export interface StepsProps {
  current: Step;
  /** Steps that this import has no question for, as nothing is mapped into a new dataset. */
  skipped?: readonly Step[];
  /** Where the steps behind are found again, as far as one can go back to them. */
  links?: Partial<Record<Step, LinkProps>>;
}

/** How far an import is on its way from a file to rows. */
export function Steps({ current, skipped = [], links = {} }: StepsProps) {
  const at = STEPS.indexOf(current);
  return (
    <nav aria-label={text.steps.label} className={classes.steps}>
      <p className={classes.short} aria-hidden>
        {text.steps.at(at + 1, STEPS.length, text.steps.names[current])}
      </p>
      <ol className={classes.list}>
        {STEPS.map((step, index) => {
          const state = stateOf(step, index, at, skipped);
          const link = index < at ? links[step] : undefined;
          const content = <Content step={step} number={index + 1} state={state} />;
          return (
            <li
              key={step}
              className={classes.step}
              data-state={state}
              aria-current={step === current ? "step" : undefined}
            >
              {link ? (
                <Link {...link} className={classes.place}>
                  {content}
                </Link>
              ) : (
                <span className={classes.place}>{content}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

type State = "done" | "current" | "ahead" | "skipped";

function stateOf(step: Step, index: number, at: number, skipped: readonly Step[]): State {
  if (index === at) return "current";
  if (skipped.includes(step)) return "skipped";
  return index < at ? "done" : "ahead";
}

function Content({ step, number, state }: { step: Step; number: number; state: State }) {
  return (
    <>
      <span className={classes.mark} aria-hidden>
        {state === "done" ? <IconCheck size={14} stroke={2.4} /> : number}
      </span>
      <span className={classes.name}>{text.steps.names[step]}</span>
      {(state === "done" || state === "skipped") && <VisuallyHidden>{text.steps[state]}</VisuallyHidden>}
    </>
  );
}
