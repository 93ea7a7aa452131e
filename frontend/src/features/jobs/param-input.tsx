import { NativeSelect, NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import type { ParamField } from "./params-form";

interface Props {
  field: ParamField;
  written: string;
  error: string | undefined;
  onWrite: (written: string) => void;
}

/** The control of one parameter. */
export function ParamInput({ field, written, error, onWrite }: Props) {
  const common = {
    name: field.name,
    label: field.label,
    description: field.help || undefined,
    required: field.isRequired,
    error,
  };
  switch (field.input) {
    case "choice":
      return (
        <NativeSelect
          {...common}
          data={[...(field.isRequired || written ? [] : [""]), ...field.choices]}
          value={written}
          onChange={(event) => onWrite(event.currentTarget.value)}
        />
      );
    case "switch":
      return (
        <Switch
          {...common}
          required={false}
          checked={written === "true"}
          onChange={(event) => onWrite(String(event.currentTarget.checked))}
        />
      );
    case "number":
      return (
        <NumberInput
          {...common}
          allowDecimal={!field.isWhole}
          {...(field.min !== undefined && { min: field.min })}
          {...(field.max !== undefined && { max: field.max })}
          value={written}
          onChange={(value) => onWrite(String(value))}
        />
      );
    case "moment":
      return (
        <TextInput
          {...common}
          type="datetime-local"
          value={written}
          onChange={(event) => onWrite(event.currentTarget.value)}
        />
      );
    case "json":
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={14}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } }}
          value={written}
          onChange={(event) => onWrite(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          {...(field.maxLength !== undefined && { maxLength: field.maxLength })}
          value={written}
          onChange={(event) => onWrite(event.currentTarget.value)}
        />
      );
  }
}
