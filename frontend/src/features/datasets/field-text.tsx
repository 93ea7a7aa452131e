import { Textarea, TextInput } from "@mantine/core";
import { text } from "@/text/text";
import { takes, type WrittenPart } from "./field-parts";
import type { DraftField } from "./schema-draft";

/** Parts that are lists, written one entry a line. */
const LISTS: readonly WrittenPart[] = ["aliases", "enum", "trueValues", "falseValues"];

interface Props {
  field: DraftField;
  part: WrittenPart;
  error: string | undefined;
  onWrite: (part: WrittenPart, text: string) => void;
}

/** What is written of one part of a field; nothing where its type has no such part. */
export function FieldText({ field, part, error, onWrite }: Props) {
  if (!takes(field.type, part)) return null;
  const words: { label: string; hint?: string } = text.schemaEditor.parts[part];
  const common = {
    label: words.label,
    description: words.hint,
    value: field.written[part],
    error,
    onChange: (event: { currentTarget: { value: string } }) => onWrite(part, event.currentTarget.value),
  };
  return LISTS.includes(part) ? (
    <Textarea {...common} autosize minRows={2} maxRows={8} />
  ) : (
    <TextInput {...common} />
  );
}
