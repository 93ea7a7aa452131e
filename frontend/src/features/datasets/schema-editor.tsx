import { Button, Checkbox, Textarea } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Card } from "@/components/card";
import { LiveText } from "@/components/live-text";
import { text } from "@/text/text";
import { FieldForm } from "./field-form";
import { FieldItem } from "./field-item";
import {
  type DraftField,
  type SchemaDraft,
  withField,
  withFieldBack,
  withFieldMoved,
  withInKey,
  withNewField,
  withoutField,
  withPart,
} from "./schema-draft";
import classes from "./schema-editor.module.css";
import type { SchemaErrors } from "./schema-errors";

interface Props {
  draft: SchemaDraft;
  /** The fields that the dataset has: one that was taken out can be put back. */
  stored: readonly DraftField[];
  errors: SchemaErrors;
  onChange: (draft: SchemaDraft) => void;
}

/** The fields of a schema in their order, each with its form, and what stands for no value. */
export function SchemaEditor({ draft, stored, errors, onChange }: Props) {
  const words = text.schemaEditor;
  const [open, setOpen] = useState(() => draft.fields.find(({ name }) => name === "")?.id);
  const [said, setSaid] = useState("");
  const { list, focus } = useFocusAfter();
  const { fields, key } = draft;
  useOpenFaulty(errors, fields, setOpen, focus);

  function move(field: DraftField, by: 1 | -1) {
    const place = fields.indexOf(field) + by + 1;
    onChange(withFieldMoved(draft, field.id, by));
    setSaid(words.moved(field.name || words.unnamed, place, fields.length));
    const isAtEnd = place === 1 || place === fields.length;
    focus(`[data-act="${(by < 0) === isAtEnd ? "down" : "up"}:${field.id}"]`);
  }

  function remove(field: DraftField) {
    const next = fields[fields.indexOf(field) + 1] ?? fields[fields.indexOf(field) - 1];
    onChange(withoutField(draft, field.id));
    setSaid(words.removed(field.name || words.unnamed));
    focus(next ? `[data-act="toggle:${next.id}"]` : "[data-act=add]");
  }

  function add() {
    const next = withNewField(draft);
    const added = next.fields.at(-1);
    onChange(next);
    setOpen(added?.id);
    focus(`[data-field="${added?.id}"] input`);
  }

  return (
    <Card flush title={words.title}>
      <div ref={list} className={classes.editor}>
        <ol className={classes.list}>
          {fields.map((field, index) => (
            <FieldItem
              key={field.id}
              field={field}
              place={index + 1}
              count={fields.length}
              isOpen={open === field.id}
              isInKey={key.includes(field.id)}
              isFaulty={field.id in errors.fields}
              onToggle={() => setOpen(open === field.id ? undefined : field.id)}
              onMove={(by) => move(field, by)}
              onRemove={() => remove(field)}
            >
              <div data-field={field.id}>
                <FieldForm
                  field={field}
                  isInKey={key.includes(field.id)}
                  errors={errors.fields[field.id] ?? {}}
                  onChange={(part) => onChange(withField(draft, field.id, part))}
                  onWrite={(part, written) => onChange(withPart(draft, field.id, part, written))}
                  onKey={(isIn) => onChange(withInKey(draft, field.id, isIn))}
                />
              </div>
            </FieldItem>
          ))}
        </ol>
        <div className={classes.below}>
          <Button
            variant="default"
            data-act="add"
            leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />}
            onClick={add}
          >
            {words.add}
          </Button>
          {stored
            .filter(({ id }) => !fields.some((field) => field.id === id))
            .map((field) => (
              <Button
                key={field.id}
                variant="subtle"
                onClick={() => {
                  onChange(withFieldBack(draft, field));
                  focus(`[data-act="toggle:${field.id}"]`);
                }}
              >
                {words.putBack(field.name)}
              </Button>
            ))}
        </div>
        <div className={classes.missing}>
          <Checkbox
            label={words.blankIsMissing}
            checked={draft.blankIsMissing}
            onChange={(event) => onChange({ ...draft, blankIsMissing: event.currentTarget.checked })}
          />
          <Textarea
            label={words.missing}
            description={words.missingHint}
            value={draft.missing}
            error={errors.missing}
            autosize
            minRows={2}
            maxRows={6}
            onChange={(event) => onChange({ ...draft, missing: event.currentTarget.value })}
          />
        </div>
      </div>
      <LiveText>{said}</LiveText>
    </Card>
  );
}

/** Moves the focus to where the next act would be, once that is drawn. */
function useFocusAfter() {
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef<string>(undefined);
  useEffect(() => {
    if (!wanted.current) return;
    list.current?.querySelector<HTMLElement>(wanted.current)?.focus();
    wanted.current = undefined;
  });
  function focus(selector: string) {
    wanted.current = selector;
  }
  return { list, focus };
}

/** Opens the first field that the server found something wrong with, and goes to what is wrong. */
function useOpenFaulty(
  errors: SchemaErrors,
  fields: readonly DraftField[],
  setOpen: (id: string) => void,
  focus: (selector: string) => void,
) {
  const [known, setKnown] = useState(errors);
  if (known === errors) return;
  setKnown(errors);
  const faulty = fields.find(({ id }) => id in errors.fields);
  if (!faulty) return;
  setOpen(faulty.id);
  focus(`[data-field="${faulty.id}"] [aria-invalid=true]`);
}
