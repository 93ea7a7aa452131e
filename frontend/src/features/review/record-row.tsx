import { memo, type ReactNode } from "react";
import type { CellFault, ImportRecord, RecordColumn } from "@/api/records";
import type { ColumnLayout } from "./column-layout";
import { CALLOUT, RecordCell } from "./record-cell";
import classes from "./record-grid.module.css";
import { RecordHead } from "./record-head";
import { ROW_HEIGHT } from "./row-window";

interface Props {
  position: number;
  top: number;
  /** Undefined while it is being fetched. */
  record: ImportRecord | undefined;
  columns: readonly RecordColumn[];
  layout: ColumnLayout;
  /** The columns in sight. */
  from: number;
  to: number;
  /** The column that the keyboard is on, -1 for the head; null when it is on another row. */
  active: number | null;
  editor: ReactNode;
  canEdit: boolean;
}

/** One record. Drawn anew only when something of it changes, not while the grid is scrolled. */
export const RecordRow = memo(function RecordRow(props: Props) {
  const { position, top, record, layout, active, canEdit } = props;
  return (
    <tr
      aria-rowindex={position + 2}
      className={classes.row}
      style={{ transform: `translateY(${top}px)`, width: layout.width, height: ROW_HEIGHT }}
      data-position={position}
      data-left-out={record?.left_out || undefined}
      data-blank={record === undefined || undefined}
    >
      {record ? (
        <RecordHead record={record} isActive={active === -1} canEdit={canEdit} />
      ) : (
        active === -1 && (
          <th scope="row" className={classes.rowHead} data-column={-1} data-active tabIndex={0} />
        )
      )}
      {/* what is flown over is only the shape of a record, unless keys are on it */}
      {record?.fault ? (
        <WholeRecord {...props} record={record} />
      ) : (
        (record || active !== null) && <Cells {...props} />
      )}
    </tr>
  );
});

const NO_FAULTS: CellFault[] = [];

function Cells({ record, columns, layout, from, to, active, editor }: Props) {
  return drawnColumns(from, to, active).map((index) => {
    const column = columns[index];
    if (!column) return null;
    const isActive = index === active;
    return (
      <RecordCell
        key={column.label}
        column={index}
        left={layout.starts[index] ?? 0}
        width={layout.widths[index] ?? 0}
        written={record?.cells[index] ?? ""}
        faults={record?.faults.filter((fault) => fault.column === column.label) ?? NO_FAULTS}
        isEdited={record !== undefined && column.label in record.edited}
        isActive={isActive}
        editor={isActive ? editor : null}
      />
    );
  });
}

/** A record that cannot be cut into the columns, as it stands, over all of them. */
function WholeRecord({ record, columns, layout, active }: Props & { record: ImportRecord }) {
  const isActive = active !== null && active >= 0;
  return (
    <td
      aria-colindex={2}
      aria-colspan={columns.length}
      aria-invalid
      aria-describedby={isActive ? CALLOUT : undefined}
      className={classes.whole}
      style={{ left: layout.starts[0] ?? 0, right: 0 }}
      data-column={0}
      data-faulty
      data-active={isActive || undefined}
      tabIndex={isActive ? 0 : undefined}
    >
      <span className={classes.text}>{record.cells.join(" ¦ ")}</span>
      <span className={classes.fault} lang="en">
        {record.fault?.message}
      </span>
    </td>
  );
}

/** Those in sight, and the one that the keyboard is on wherever it is, so that the focus is never lost. */
function drawnColumns(from: number, to: number, active: number | null): number[] {
  const drawn = Array.from({ length: Math.max(to - from + 1, 0) }, (_, index) => from + index);
  if (active === null || active < 0 || (active >= from && active <= to)) return drawn;
  return active < from ? [active, ...drawn] : [...drawn, active];
}
