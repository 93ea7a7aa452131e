import { useId } from "react";
import classes from "./radio-cards.module.css";

export interface RadioCard<T extends string> {
  value: T;
  name: string;
  detail: string;
  /** Why it cannot be chosen here. */
  barred?: string | undefined;
}

interface Props<T extends string> {
  legend: string;
  cards: RadioCard<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** A choice of one, each with a sentence on what it does. */
export function RadioCards<T extends string>({ legend, cards, value, onChange }: Props<T>) {
  const id = useId();
  return (
    <fieldset className={classes.cards}>
      <legend className={classes.legend}>{legend}</legend>
      {cards.map((card) => (
        <label key={card.value} className={classes.card} data-barred={card.barred !== undefined || undefined}>
          <input
            type="radio"
            name={id}
            checked={card.value === value}
            disabled={card.barred !== undefined}
            aria-describedby={`${id}-${card.value}`}
            onChange={() => onChange(card.value)}
          />
          <span>
            <span className={classes.name}>{card.name}</span>
            <span id={`${id}-${card.value}`} className={classes.detail}>
              {card.barred ?? card.detail}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
