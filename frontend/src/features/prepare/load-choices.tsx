import { Checkbox } from "@mantine/core";
import type { Dataset, DuplicatesEnum, ModeEnum, OnErrorEnum } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { text } from "@/text/text";
import type { Draft } from "./draft";
import classes from "./load-choices.module.css";
import { type RadioCard, RadioCards } from "./radio-cards";

interface Props {
  dataset: Dataset;
  draft: Draft;
  /** Files are known by their header; one without it is not. */
  canRemember: boolean;
  onDecide: (part: Partial<Draft>) => void;
}

/** How the rows go into a dataset that is there: mode, duplicates, faults; and whether that is remembered. */
export function LoadChoices({ dataset, draft, canRemember, onDecide }: Props) {
  const words = text.mapping;
  const key = keyWords(dataset);
  return (
    <Card title={words.how}>
      <div className={classes.choices}>
        <p className={classes.key}>{key ? words.key(key) : words.noKey}</p>
        <RadioCards<ModeEnum>
          legend={words.mode}
          cards={cardsOf(words.modes).map((card) => ({
            ...card,
            barred: !key && (card.value === "upsert" || card.value === "update") ? words.needsKey : undefined,
          }))}
          value={draft.mode ?? "insert"}
          onChange={(mode) => onDecide({ mode })}
        />
        {key && (
          <RadioCards<DuplicatesEnum>
            legend={words.duplicates}
            cards={cardsOf(words.duplicateWays)}
            value={draft.duplicates ?? "reject"}
            onChange={(duplicates) => onDecide({ duplicates })}
          />
        )}
        <RadioCards<OnErrorEnum>
          legend={words.onError}
          cards={cardsOf(words.errorWays)}
          value={draft.on_error ?? "continue"}
          onChange={(on_error) => onDecide({ on_error })}
        />
        {canRemember && (
          <Checkbox
            label={words.remember}
            description={words.rememberDetail}
            checked={draft.remember ?? false}
            onChange={(event) => onDecide({ remember: event.currentTarget.checked })}
          />
        )}
      </div>
    </Card>
  );
}

function cardsOf<T extends string>(ways: Record<T, { name: string; detail: string }>): RadioCard<T>[] {
  return (Object.keys(ways) as T[]).map((value) => ({ value, ...ways[value] }));
}

/** The key's fields by their names for people; empty without a key. */
function keyWords({ schema: { fields, primaryKey = [] } }: Dataset): string {
  return primaryKey.map((name) => fields.find((field) => field.name === name)?.title || name).join(", ");
}
