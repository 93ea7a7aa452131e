import { ActionIcon, Button } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowDown,
  IconArrowForwardUp,
  IconArrowUp,
  IconReplace,
  IconWand,
} from "@tabler/icons-react";
import type { EditGroup } from "@/api/gen/types.gen";
import { ConfirmButton } from "@/components/confirm-button";
import { text } from "@/text/text";
import classes from "./grid-toolbar.module.css";
import { SavingState } from "./saving-state";
import type { Edits } from "./use-edits";

interface Props {
  edits: Edits;
  /** The kind of fault whose records are shown. */
  group: EditGroup | undefined;
  onGroup: (group: EditGroup) => void;
  /** Records that are edited or left out. */
  changed: number;
  /** What there is to say of the last step. */
  said: string;
  onFault: (way: 1 | -1) => void;
  onWalk: (way: "undo" | "redo") => void;
  onReplace: () => void;
}

/** What can be done with the records as a whole, and whether the edits are safe. */
export function GridToolbar({ edits, changed, said, group, onGroup, onFault, onWalk, onReplace }: Props) {
  const { summary, history } = edits;
  const canEdit = summary?.can_edit ?? false;

  return (
    <div className={classes.bar} role="toolbar" aria-label={text.review.tools}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowDown size={15} aria-hidden />}
        rightSection={<kbd className={classes.key}>F8</kbd>}
        onClick={() => onFault(1)}
        disabled={summary?.open === 0}
      >
        {text.review.nextFault}
      </Button>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={text.review.previousFault}
        title={text.review.previousFault}
        onClick={() => onFault(-1)}
        disabled={summary?.open === 0}
      >
        <IconArrowUp size={15} aria-hidden />
      </ActionIcon>
      {canEdit && (
        <>
          <span className={classes.gap} />
          <ActionIcon
            variant="default"
            size={30}
            aria-label={text.review.undo}
            title={`${text.review.undo} (Ctrl Z)`}
            disabled={history.done.length === 0}
            onClick={() => onWalk("undo")}
          >
            <IconArrowBackUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={text.review.redo}
            title={`${text.review.redo} (Ctrl Y)`}
            disabled={history.undone.length === 0}
            onClick={() => onWalk("redo")}
          >
            <IconArrowForwardUp size={16} aria-hidden />
          </ActionIcon>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconReplace size={15} aria-hidden />}
            onClick={onReplace}
          >
            {text.review.replace}
          </Button>
          {group && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconWand size={15} aria-hidden />}
              onClick={() => onGroup(group)}
            >
              {text.review.fixAll}
            </Button>
          )}
          {changed > 0 && (
            <ConfirmButton
              size="xs"
              variant="subtle"
              color="ember"
              question={{
                title: text.review.takeAllBackTitle,
                detail: text.review.takeAllBackDetail(changed),
                confirm: text.review.takeAllBack,
                keep: text.review.keepEdits,
              }}
              onConfirm={edits.takeAllBack}
            >
              {text.review.takeAllBack}
            </ConfirmButton>
          )}
        </>
      )}
      <span className={classes.state}>
        <SavingState sending={edits.sending} changed={changed} />
      </span>
      <span role="status" className={classes.said}>
        {said}
      </span>
    </div>
  );
}
