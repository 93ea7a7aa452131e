import { compact, count } from "@/text/format";
import classes from "./filter-chips.module.css";
import type { Choice } from "./filters";

/** One of a few filters, all in sight; the empty value stands for none. */
export function FilterChips({
  label,
  choices,
  value,
  onChange,
}: {
  label: string;
  choices: Choice[];
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <fieldset className={classes.chips} aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className={classes.chip}
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
          {"count" in choice && (
            <span
              className={classes.count}
              title={choice.count === undefined ? undefined : count(choice.count)}
            >
              {choice.count === undefined ? "" : compact(choice.count)}
            </span>
          )}
        </button>
      ))}
    </fieldset>
  );
}
