import { NativeSelect } from "@mantine/core";
import type { Preview } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { text } from "@/text/text";
import { type Wishes, wished } from "./draft";
import classes from "./reading-settings.module.css";

interface Props {
  preview: Preview;
  wishes: Wishes;
  onWish: (wishes: Wishes) => void;
}

/** How the file is read: what was recognised, and what a person says instead. */
export function ReadingSettings({ preview, wishes, onWish }: Props) {
  const { format, encoding, dialect, sheet, sheets, member, members, footer_records: footer } = preview;
  const set = <K extends keyof Wishes>(part: K, value: Wishes[K] | undefined) =>
    onWish(wished(wishes, part, value));
  const words = text.check;
  const isText = format === "delimited";
  return (
    <Card title={words.reading}>
      <div className={classes.settings}>
        {members.length > 1 && (
          <Setting
            label={words.member}
            found={member}
            chosen={wishes.member}
            choices={members.map(plainChoice)}
            onChoose={(value) => set("member", value)}
          />
        )}
        {sheets.length > 1 && (
          <Setting
            label={words.sheet}
            found={sheet}
            chosen={wishes.sheet}
            choices={sheets.map(plainChoice)}
            onChoose={(value) => set("sheet", value)}
          />
        )}
        {format !== "xlsx" && (
          <Setting
            label={words.encoding}
            found={encoding}
            chosen={wishes.encoding}
            choices={choicesOf(words.encodings)}
            onChoose={(value) => set("encoding", value)}
          />
        )}
        {isText && (
          <Setting
            label={words.delimiter}
            found={dialect.delimiter}
            chosen={wishes.delimiter}
            choices={choicesOf(words.delimiters)}
            onChoose={(value) => set("delimiter", value)}
          />
        )}
        {isText && (
          <Setting
            label={words.quote}
            found={dialect.quote}
            chosen={wishes.quote}
            choices={choicesOf(words.quotes)}
            onChoose={(value) => set("quote", value)}
          />
        )}
        {(isText || format === "xlsx") && (
          <Setting
            label={words.footer}
            found={String(footer)}
            chosen={wishes.footer === undefined ? undefined : String(wishes.footer)}
            choices={footers(wishes.footer ?? footer)}
            onChoose={(value) => set("footer", value === undefined ? undefined : Number(value))}
          />
        )}
      </div>
      <Evidence sentences={preview.evidence} />
    </Card>
  );
}

interface Choice {
  value: string;
  label: string;
}

interface SettingProps {
  label: string;
  /** What the server reads it by. */
  found: string;
  /** What somebody chose, which the server may not have read it by yet. */
  chosen: string | undefined;
  choices: Choice[];
  onChoose: (value: string | undefined) => void;
}

function Setting({ label, found, chosen, choices, onChoose }: SettingProps) {
  const isChosen = chosen !== undefined;
  const now = chosen ?? found;
  const its = choices.find(({ value }) => value === now)?.label ?? now;
  const others = choices.filter(({ value }) => value !== now);
  // a value is marked, because some are empty to the eye; the empty choice is to have it recognised
  const marked = (isChosen ? [{ value: now, label: its }, ...others] : others).map(
    ({ value, label: name }) => ({
      value: `=${value}`,
      label: name,
    }),
  );
  return (
    <NativeSelect
      label={label}
      description={isChosen ? text.check.chosen : text.check.detected}
      inputWrapperOrder={["label", "input", "description"]}
      classNames={{ description: (isChosen ? classes.chosen : classes.detected) ?? "" }}
      value={isChosen ? `=${now}` : ""}
      data={[{ value: "", label: isChosen ? text.check.detect : its }, ...marked]}
      onChange={({ currentTarget: { value } }) => onChoose(value === "" ? undefined : value.slice(1))}
    />
  );
}

function Evidence({ sentences }: { sentences: string[] }) {
  if (sentences.length === 0) return null;
  return (
    <details className={classes.evidence}>
      <summary>{text.check.evidence}</summary>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence} lang="en">
            {sentence}
          </li>
        ))}
      </ul>
    </details>
  );
}

function plainChoice(name: string): Choice {
  return { value: name, label: name };
}

function choicesOf(names: Record<string, string>): Choice[] {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}

/** As many as were found and a few more. */
function footers(found: number): Choice[] {
  return Array.from({ length: Math.max(found, 3) + 1 }, (_, n) => ({
    value: String(n),
    label: text.check.footerRows(n),
  }));
}
