import { IconAlertTriangleFilled, IconCircleCheckFilled } from "@tabler/icons-react";
import type { ImportRecord } from "@/api/records";
import { count } from "@/text/format";
import { text } from "@/text/text";
import { isMended, isOpen } from "./record-edits";
import classes from "./record-grid.module.css";

interface Props {
  record: ImportRecord;
  isActive: boolean;
  canEdit: boolean;
}

/** The head of a record, always in sight: its line in the file, how it stands, and whether it goes in. */
export function RecordHead({ record, isActive, canEdit }: Props) {
  return (
    <th
      scope="row"
      aria-colindex={1}
      className={classes.rowHead}
      data-column={-1}
      data-active={isActive || undefined}
      tabIndex={isActive ? 0 : undefined}
    >
      <input
        type="checkbox"
        tabIndex={-1}
        className={classes.check}
        aria-label={text.review.takeIn(record.line)}
        checked={!record.left_out}
        disabled={!canEdit}
        // the grid hears the click, as it hears those of the cells
        onChange={() => {}}
        data-check
      />
      <span className={classes.line}>{count(record.line)}</span> <Standing record={record} />
    </th>
  );
}

function Standing({ record }: { record: ImportRecord }) {
  if (record.left_out) return <span className={classes.spoken}>{text.review.leftOut}</span>;
  if (isOpen(record)) return <IconAlertTriangleFilled size={14} className={classes.open} aria-hidden />;
  if (!isMended(record)) return null;
  return (
    <>
      <IconCircleCheckFilled size={14} className={classes.mended} aria-hidden />
      <span className={classes.spoken}>{text.review.mended}</span>
    </>
  );
}
