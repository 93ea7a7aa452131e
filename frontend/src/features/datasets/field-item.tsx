import { ActionIcon } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconTrash,
} from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { text } from "@/text/text";
import classes from "./field-item.module.css";
import { ruleWords, titleOf, typeWords } from "./schema";
import { type DraftField, fieldOf } from "./schema-draft";

interface Props {
  field: DraftField;
  /** From 1. */
  place: number;
  count: number;
  isOpen: boolean;
  isInKey: boolean;
  isFaulty: boolean;
  onToggle: () => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
  /** Its form, while it is open. */
  children: ReactNode;
}

/** One field in the list: what it is, and where it stands. */
export function FieldItem({ field, place, count, isOpen, isInKey, isFaulty, children, ...acts }: Props) {
  const words = text.schemaEditor;
  const id = useId();
  const said = fieldOf(field);
  const name = field.name || words.unnamed;
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  const act = (what: string) =>
    ({ "data-act": `${what}:${field.id}`, variant: "subtle", color: "gray" }) as const;
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          aria-controls={id}
          data-act={`toggle:${field.id}`}
          onClick={acts.onToggle}
        >
          <Chevron size={18} stroke={1.8} aria-hidden className={classes.chevron} />
          <span className={classes.words}>
            <span className={classes.line}>
              <code className={classes.name}>{name}</code>
              {isInKey && <span className={classes.key}>{text.datasets.schema.key}</span>}
              {isFaulty && (
                <span className={classes.faulty}>
                  <IconAlertTriangle size={14} stroke={2} aria-hidden />
                  {words.faulty}
                </span>
              )}
            </span>
            <small>
              {[titleOf(said) === said.name ? "" : titleOf(said), typeWords(said), ...ruleWords(said)]
                .filter(Boolean)
                .join(" · ")}
            </small>
          </span>
        </button>
        <span className={classes.acts}>
          <ActionIcon
            {...act("up")}
            aria-label={words.moveUp(name)}
            title={words.moveUp(name)}
            disabled={place === 1}
            onClick={() => acts.onMove(-1)}
          >
            <IconArrowUp size={18} stroke={1.8} aria-hidden />
          </ActionIcon>
          <ActionIcon
            {...act("down")}
            aria-label={words.moveDown(name)}
            title={words.moveDown(name)}
            disabled={place === count}
            onClick={() => acts.onMove(1)}
          >
            <IconArrowDown size={18} stroke={1.8} aria-hidden />
          </ActionIcon>
          <ActionIcon
            {...act("remove")}
            aria-label={words.remove(name)}
            title={words.remove(name)}
            onClick={acts.onRemove}
          >
            <IconTrash size={18} stroke={1.8} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      <div id={id}>{isOpen && children}</div>
    </li>
  );
}
