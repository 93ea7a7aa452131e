import { IconAlertTriangleFilled } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { RecordFault } from "@/api/records";
import { faultName } from "@/text/fault-name";
import { text } from "@/text/text";
import classes from "./record-grid.module.css";

export const CALLOUT = "review-callout";

interface Props {
  position: number;
  column: number;
  left: number;
  width: number;
  written: string;
  faults: readonly RecordFault[];
  isEdited: boolean;
  isActive: boolean;
  editor: ReactNode;
}

/** One cell: what stands in it, and, told by colour, icon and word, what is wrong with it. */
export function RecordCell({
  position,
  column,
  left,
  width,
  written,
  faults,
  isEdited,
  isActive,
  editor,
}: Props) {
  const [fault] = faults;
  return (
    <td
      aria-colindex={column + 2}
      aria-invalid={fault ? true : undefined}
      aria-describedby={isActive && (fault || isEdited) ? CALLOUT : undefined}
      className={classes.cell}
      style={{ left, width }}
      data-position={position}
      data-column={column}
      data-faulty={fault ? true : undefined}
      data-edited={isEdited || undefined}
      data-active={isActive || undefined}
      tabIndex={isActive ? 0 : undefined}
    >
      {editor ?? (
        <>
          <span className={classes.text}>{written}</span>
          {fault && (
            <span className={classes.fault}>
              <IconAlertTriangleFilled size={11} aria-hidden />
              {faultName(fault.code)}
            </span>
          )}
          {isEdited && <span className={classes.spoken}>{text.review.edited}</span>}
        </>
      )}
    </td>
  );
}
