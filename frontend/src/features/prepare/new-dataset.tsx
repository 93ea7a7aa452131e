import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Preview } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { Note } from "@/components/note";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { ColumnType } from "./column-type";
import { openQuestions, withoutReason } from "./column-types";
import { type Draft, isChanged } from "./draft";
import classes from "./new-dataset.module.css";

const AT_FIRST = 60;

interface Props {
  preview: Preview;
  draft: Draft;
  /** What it is called when nobody says otherwise. */
  usualTitle: string;
  onDecide: (part: Partial<Draft>) => void;
}

/** The dataset that is made of the file: its name, and for each column its type, with what speaks for it. */
export function NewDataset({ preview, draft, usualTitle, onDecide }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const { columns, sample } = preview;
  const { types = {}, left_out = [], confirmed = [] } = draft;
  const asked = openQuestions(columns, draft);
  const shown = isOpen ? columns : columns.slice(0, AT_FIRST);

  function choose(label: string, at: number) {
    const choice = columns.find((column) => column.label === label)?.choices[at];
    const { [label]: _, ...others } = types;
    const unconfirmed = confirmed.filter((each) => each !== label);
    if (choice) onDecide({ types: { ...others, [label]: withoutReason(choice) }, confirmed: unconfirmed });
    else onDecide({ types: others, confirmed: [...unconfirmed, label] });
  }

  return (
    <Card flush title={text.check.newDataset}>
      <div className={classes.head}>
        <Title value={draft.title ?? ""} usual={usualTitle} onChange={(title) => onDecide({ title })} />
        {asked > 0 && <Note tone="partial">{text.check.asked(asked)}</Note>}
        {isChanged(draft) && (
          <Note tone="quiet">
            {text.check.madeNow} {!sample.is_whole && text.check.fromSample(count(sample.records))}
          </Note>
        )}
      </div>
      <table className={classes.table} aria-label={text.check.types}>
        <thead>
          <tr>
            <th scope="col">{text.check.column}</th>
            <th scope="col">{text.check.type}</th>
            <th scope="col">{text.check.evidenceHead}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((column) => (
            <ColumnType
              key={column.label}
              column={column}
              chosen={types[column.label]}
              isConfirmed={confirmed.includes(column.label)}
              isKept={!left_out.includes(column.label)}
              onChoose={(at) => choose(column.label, at)}
              onKeep={(keep) =>
                onDecide({
                  left_out: keep
                    ? left_out.filter((label) => label !== column.label)
                    : [...left_out, column.label],
                })
              }
            />
          ))}
        </tbody>
      </table>
      {columns.length > shown.length && (
        <div className={classes.more}>
          <Button variant="default" size="sm" onClick={() => setIsOpen(true)}>
            {text.check.all(columns.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Title({
  value,
  usual,
  onChange,
}: {
  value: string;
  usual: string;
  onChange: (title: string) => void;
}) {
  // typed here first: what comes back by way of the draft would move the caret
  const [typed, setTyped] = useState(value);
  return (
    <TextInput
      label={text.check.name}
      placeholder={usual}
      maxLength={200}
      maw={420}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onChange(currentTarget.value);
      }}
    />
  );
}
