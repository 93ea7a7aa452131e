import { IconAlertTriangleFilled } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { CellFault } from "@/api/records";
import { faultName } from "@/text/fault-name";
import { text } from "@/text/text";
import classes from "./record-grid.module.css";

export const CALLOUT = "review-callout";

interface Props {
  column: number;
  left: number;
  width: number;
  written: string;
  faults: readonly CellFault[];
  isEdited: boolean;
  isActive: boolean;
  editor: ReactNode;
}

/** One cell: what stands in it, and, told by colour, icon and word, what is wrong with it. */
export function RecordCell({ column, left, width, written, faults, isEdited, isActive, editor }: Props) {
  const [fault] = faults;
  return (
    <td
      aria-colindex={column + 2}
      aria-invalid={fault ? true : undefined}
      aria-describedby={isActive && (fault || isEdited) ? CALLOUT : undefined}
      className={classes.cell}
      style={{ left, width }}
      data-column={column}
      data-faulty={fault ? true : undefined}
      data-edited={isEdited || undefined}
      data-writing={editor ? true : undefined}
      data-active={isActive || undefined}
      tabIndex={isActive ? 0 : undefined}
    >
      {editor ?? (fault ? <Faulty written={written} fault={fault} /> : written)}
      {isEdited && !editor && <span className={classes.spoken}> {text.review.edited}</span>}
    </td>
  );
}

function Faulty({ written, fault }: { written: string; fault: CellFault }) {
  return (
    <>
      <span className={classes.text}>{written}</span>{" "}
      <span className={classes.fault}>
        <IconAlertTriangleFilled size={11} aria-hidden />
        <span>{faultName(fault.code)}</span>
      </span>
    </>
  );
}
