import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import type { ImportRecord, RecordColumn } from "@/api/records";
import { text } from "@/text/text";
import classes from "./cell-bar.module.css";
import { cellNotes } from "./cell-notes";
import { isShownWhole } from "./record-edits";

interface Props {
  record: ImportRecord | undefined;
  columns: readonly RecordColumn[];
  column: number;
  canEdit: boolean;
  onEdit: () => void;
  onPutBack: () => void;
  onLeaveOut: () => void;
  onMendRecord: () => void;
}

/** The cell that keys act on, whole, and what a mouse or a finger can do with it. */
export function CellBar({ record, columns, column, canEdit, ...acts }: Props) {
  if (!record) return <div className={classes.bar} />;
  const known = columns[column];
  const { messages, fileHas } = cellNotes(record, columns, column);
  const written = record.fault ? undefined : record.cells[column];
  return (
    <section className={classes.bar} aria-label={text.review.cell}>
      <div className={classes.words}>
        <p className={classes.place}>
          {text.review.place(record.line, known && !record.fault ? known.label : text.review.wholeRecord)}
          {record.left_out && <span className={classes.aside}> · {text.review.leftOut}</span>}
        </p>
        {known && written !== undefined && (
          <p className={classes.value}>{written || <em className={classes.aside}>{text.review.empty}</em>}</p>
        )}
        {messages.map((message) => (
          <p key={message} className={classes.message} lang="en">
            {message}
          </p>
        ))}
        {!isShownWhole(record, column) && <p className={classes.aside}>{text.review.tooLong}</p>}
        {fileHas !== undefined && (
          <p className={classes.aside}>
            {fileHas ? text.review.fileHas(fileHas) : text.review.fileHasNothing}
          </p>
        )}
      </div>
      {canEdit && (
        <div className={classes.acts}>
          {record.fault ? (
            <Button size="xs" leftSection={<IconPencil size={15} aria-hidden />} onClick={acts.onMendRecord}>
              {text.review.mendRecord}
            </Button>
          ) : (
            known && (
              <Button
                size="xs"
                variant="default"
                disabled={!isShownWhole(record, column)}
                leftSection={<IconPencil size={15} aria-hidden />}
                onClick={acts.onEdit}
              >
                {text.review.edit}
              </Button>
            )
          )}
          {fileHas !== undefined && (
            <Button size="xs" variant="default" onClick={acts.onPutBack}>
              {text.review.putBack}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={acts.onLeaveOut}>
            {record.left_out ? text.review.takeBackIn : text.review.leaveOut}
          </Button>
        </div>
      )}
    </section>
  );
}
