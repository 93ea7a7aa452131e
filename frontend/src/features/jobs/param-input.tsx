import { NativeSelect, NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import { ParamDataset } from "./param-dataset";
import type { ParamField } from "./param-fields";
import { ParamFiles } from "./param-files";
import { ParamTexts } from "./param-texts";
import type { Refusal } from "./refusals";

interface Props {
  field: ParamField;
  written: string;
  refusal: Refusal;
  onWrite: (said: string | ((now: string) => string)) => void;
  /** What an earlier job had in its place. */
  earlier: unknown;
  /** Whether it is the only control for files. */
  takesGifts: boolean;
  /** Told how many files of it are not there yet. */
  onBusy: (files: number) => void;
}

/** The control of one parameter. */
export function ParamInput({ field, written, refusal, onWrite, earlier, takesGifts, onBusy }: Props) {
  const error = refusal.whole ?? partsWords(refusal);
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
          allowedDecimalSeparators={[".", ","]}
          step={field.isWhole ? 1 : 0.5}
          // what was typed stays there to be mended
          clampBehavior="none"
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
    case "texts":
      return (
        <ParamTexts {...common} byLine={field.byLine} refusal={refusal} written={written} onWrite={onWrite} />
      );
    case "dataset":
      return <ParamDataset {...common} written={written} onWrite={onWrite} />;
    case "files":
      return (
        <ParamFiles
          {...common}
          refusal={refusal}
          isList={field.isList}
          most={field.most}
          written={written}
          onWrite={onWrite}
          earlier={[earlier].flat().filter((id) => typeof id === "string")}
          takesGifts={takesGifts}
          onBusy={onBusy}
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

/** What is wrong within a parameter, member by member. */
function partsWords({ parts }: Refusal): string | undefined {
  return (
    Object.entries(parts)
      .map(([member, why]) => `${member}: ${why}`)
      .join(" ") || undefined
  );
}
