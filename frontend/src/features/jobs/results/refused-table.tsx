import { DataTable } from "@/components/data-table";
import { text } from "@/text/text";
import tables from "./tables.module.css";

interface Props {
  label: string;
  /** What each of them is. */
  what: string;
  refused: { name: string; reason: string }[];
}

/** What was passed over, and why; nothing where nothing was. */
export function RefusedTable({ label, what, refused }: Props) {
  if (refused.length === 0) return null;
  return (
    <div className={tables.edge} data-tall>
      <DataTable label={label}>
        <thead>
          <tr>
            <th>{what}</th>
            <th>{text.tasks.reason}</th>
          </tr>
        </thead>
        <tbody>
          {refused.map(({ name, reason }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two of them may be called the same, and none moves
            <tr key={index}>
              <td className={tables.name}>{name}</td>
              <td className={tables.reason} lang="en">
                {reason}
              </td>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </div>
  );
}
