import { Textarea, type TextareaProps } from "@mantine/core";
import { text } from "@/text/text";
import { entriesOf } from "./params-form";
import type { Refusal } from "./refusals";

interface Props extends Omit<TextareaProps, "onChange"> {
  byLine: boolean;
  written: string;
  refusal: Refusal;
  onWrite: (written: string) => void;
}

/** A list of texts, typed or pasted line by line. What is wrong with an entry is said with its place and its words. */
export function ParamTexts({ byLine, written, refusal, onWrite, description, ...common }: Props) {
  const words = text.tasks.form;
  const entries = entriesOf(written, byLine);
  const told = Object.entries(refusal.parts).map(([at, why]) =>
    words.entryRefused(Number(at) + 1, entries[Number(at)] ?? "", why),
  );
  const how = byLine ? words.onePerLine : words.onePerLineOrComma;
  return (
    <Textarea
      {...common}
      description={[description, how, entries.length > 0 && words.entries(entries.length)]
        .filter(Boolean)
        .join(" ")}
      error={[refusal.whole, ...told].filter(Boolean).join("\n") || undefined}
      errorProps={{ style: { whiteSpace: "pre-line" } }}
      autosize
      minRows={3}
      maxRows={12}
      spellCheck={false}
      autoCapitalize="off"
      value={written}
      onChange={(event) => onWrite(event.currentTarget.value)}
    />
  );
}
