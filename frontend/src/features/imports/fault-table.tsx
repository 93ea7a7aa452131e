import type { RowIssue } from "@/api/gen/types.gen";
import { DataTable } from "@/components/data-table";
import { count } from "@/text/format";
import { text } from "@/text/text";
import classes from "./fault-table.module.css";

/** Faults in the order of the file: physical line, column, the value as it stood, what is wrong. */
export function FaultTable({ faults, stale }: { faults: RowIssue[]; stale: boolean }) {
  return (
    <DataTable label={text.faults.table} stale={stale}>
      <thead>
        <tr>
          <th data-align="end">{text.faults.line}</th>
          <th>{text.faults.column}</th>
          <th>{text.faults.value}</th>
          <th data-wide>{text.faults.message}</th>
        </tr>
      </thead>
      <tbody>
        {faults.map((fault) => (
          <tr key={`${fault.row} ${fault.column} ${fault.code}`}>
            <td data-align="end">{count(fault.line)}</td>
            <td className={classes.column}>{fault.column || text.faults.wholeRow}</td>
            <td className={classes.value}>
              {fault.value ? (
                <code title={fault.value}>{shortened(fault.value)}</code>
              ) : (
                <em>{text.faults.empty}</em>
              )}
              <small data-narrow lang="en">
                {fault.message}
              </small>
            </td>
            <td className={classes.message} data-wide lang="en">
              {fault.message}
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

const LONGEST = 80;

function shortened(value: string): string {
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}
