import { Checkbox, NativeSelect } from "@mantine/core";
import type { PreviewColumn } from "@/api/gen/types.gen";
import { text } from "@/text/text";
import { openReadings, takenChoice, typeWords } from "./column-types";
import type { ChosenType } from "./draft";
import classes from "./new-dataset.module.css";

interface Props {
  column: PreviewColumn;
  chosen: ChosenType | undefined;
  /** Somebody has said that the recognised type is right. */
  isConfirmed: boolean;
  isKept: boolean;
  /** The place of a choice; -1 for the type that was recognised. */
  onChoose: (at: number) => void;
  onKeep: (keep: boolean) => void;
}

/** One column of the dataset that is to be made. */
export function ColumnType({ column, chosen, isConfirmed, isKept, onChoose, onKeep }: Props) {
  const { label, samples, evidence, choices } = column;
  const taken = takenChoice(column, chosen);
  return (
    <tr data-left-out={!isKept || undefined}>
      <th scope="row">
        <Checkbox
          size="sm"
          label={label}
          aria-label={text.check.keep(label)}
          checked={isKept}
          onChange={(event) => onKeep(event.currentTarget.checked)}
        />
        {samples.length > 0 && <small>{text.check.values(samples.slice(0, 3).join(", "))}</small>}
      </th>
      <td>
        <NativeSelect
          size="xs"
          aria-label={text.check.typeOf(label)}
          disabled={!isKept}
          value={String(taken)}
          data={[
            { value: "-1", label: text.check.inferredAs(typeWords(column)) },
            ...choices.map((choice, at) => ({ value: String(at), label: typeWords(choice) })),
          ]}
          onChange={(event) => onChoose(Number(event.currentTarget.value))}
        />
      </td>
      <td className={classes.evidence}>
        <span lang="en">{choices[taken]?.reason ?? evidence}</span>
        {isKept && (
          <Question column={column} taken={chosen || isConfirmed ? taken : undefined} onChoose={onChoose} />
        )}
      </td>
    </tr>
  );
}

/** What only a person can know, such as which number of a date is the day. */
function Question({
  column,
  taken,
  onChoose,
}: {
  column: PreviewColumn;
  /** Undefined as long as nobody has answered. */
  taken: number | undefined;
  onChoose: (at: number) => void;
}) {
  const readings = openReadings(column);
  if (readings.length === 0) return null;
  return (
    <fieldset className={classes.question} data-answered={taken !== undefined || undefined}>
      <legend>{text.check.question(column.label)}</legend>
      {readings.map((reading) => {
        const at = column.choices.indexOf(reading);
        return (
          <label key={typeWords(reading)}>
            <input
              type="radio"
              name={`reading-${column.label}`}
              checked={taken === at}
              onChange={() => onChoose(at)}
            />
            <span lang="en">{reading.reason}</span>
          </label>
        );
      })}
      <label>
        <input
          type="radio"
          name={`reading-${column.label}`}
          checked={taken === -1}
          onChange={() => onChoose(-1)}
        />
        <span>{text.check.keepDetected(typeWords(column))}</span>
      </label>
    </fieldset>
  );
}
