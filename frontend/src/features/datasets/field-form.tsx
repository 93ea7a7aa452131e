import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { text } from "@/text/text";
import classes from "./field-form.module.css";
import { FIELD_TYPES, type FieldType, STRING_FORMATS, type WrittenPart } from "./field-parts";
import { FieldText } from "./field-text";
import type { DraftField } from "./schema-draft";

const ABOUT = ["title", "description", "aliases", "example"] as const;
const SPELLING = ["trueValues", "falseValues", "decimalChar", "groupChar"] as const;
const RULES = ["minimum", "maximum", "minLength", "maxLength", "pattern", "enum"] as const;

interface Props {
  field: DraftField;
  isInKey: boolean;
  errors: Record<string, string>;
  onChange: (part: Partial<DraftField>) => void;
  onWrite: (part: WrittenPart, text: string) => void;
  onKey: (isIn: boolean) => void;
}

/** All that a schema says of one field. */
export function FieldForm({ field, isInKey, errors, onChange, onWrite, onKey }: Props) {
  const words = text.schemaEditor;
  const parts = (names: readonly WrittenPart[]) =>
    names.map((part) => (
      <FieldText key={part} field={field} part={part} error={errors[part]} onWrite={onWrite} />
    ));
  return (
    <div className={classes.form}>
      <div className={classes.grid}>
        <TextInput
          label={words.name}
          description={field.isStored ? words.nameStays : words.nameHint}
          value={field.name}
          readOnly={field.isStored}
          error={errors.name}
          data-part="name"
          spellCheck={false}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={words.type}
          description={words.typeHints[field.type]}
          value={field.type}
          data={[...FIELD_TYPES]}
          error={errors.type}
          onChange={(event) => onChange({ type: event.currentTarget.value as FieldType })}
        />
        {field.type === "string" ? (
          <NativeSelect
            label={words.parts.format.label}
            description={words.stringFormatHint}
            value={field.written.format}
            data={[{ value: "", label: words.anyText }, ...STRING_FORMATS]}
            error={errors.format}
            onChange={(event) => onWrite("format", event.currentTarget.value)}
          />
        ) : (
          parts(["format"])
        )}
        {parts(ABOUT)}
        {parts(SPELLING)}
      </div>
      <fieldset className={classes.rules}>
        <legend>{words.rules}</legend>
        <div className={classes.checks}>
          <Checkbox
            label={words.required}
            checked={field.required || isInKey}
            disabled={isInKey}
            error={errors.required}
            onChange={(event) => onChange({ required: event.currentTarget.checked })}
          />
          <Checkbox
            label={words.unique}
            checked={field.unique}
            error={errors.unique}
            onChange={(event) => onChange({ unique: event.currentTarget.checked })}
          />
          <Checkbox
            label={words.inKey}
            checked={isInKey}
            onChange={(event) => onKey(event.currentTarget.checked)}
          />
        </div>
        <div className={classes.grid}>{parts(RULES)}</div>
      </fieldset>
    </div>
  );
}
