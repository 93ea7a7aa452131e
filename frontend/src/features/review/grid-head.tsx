import type { RecordColumn } from "@/api/records";
import { text } from "@/text/text";
import type { ColumnLayout } from "./column-layout";
import classes from "./record-grid.module.css";
import { HEAD_HEIGHT } from "./use-grid-window";

interface Props {
  columns: readonly RecordColumn[];
  layout: ColumnLayout;
  from: number;
  to: number;
  activeColumn: number;
}

/** The file's own column titles, and the fields they go to where these are called otherwise. */
export function GridHead({ columns, layout, from, to, activeColumn }: Props) {
  return (
    <thead className={classes.head} style={{ height: HEAD_HEIGHT }}>
      <tr aria-rowindex={1} className={classes.headRow}>
        <th scope="col" aria-colindex={1} className={classes.corner}>
          {text.review.line}
        </th>
        {columns.slice(from, to + 1).map(({ label, field }, index) => (
          <th
            key={label}
            scope="col"
            aria-colindex={from + index + 2}
            className={classes.title}
            style={{ left: layout.starts[from + index], width: layout.widths[from + index] }}
            data-at-hand={from + index === activeColumn || undefined}
          >
            <span className={classes.label}>{label}</span>
            <small className={classes.field}>{fieldWords(label, field)}</small>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function fieldWords(label: string, field: string | null): string | null {
  if (field === null) return text.review.leftAside;
  return field === label ? null : `→ ${field}`;
}
