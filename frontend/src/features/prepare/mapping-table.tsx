import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Dataset } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { text } from "@/text/text";
import { MappingChip } from "./mapping-chip";
import type { MappingRow } from "./mapping-rows";
import classes from "./mapping-table.module.css";

const AT_FIRST = 100;

interface Props {
  rows: MappingRow[];
  dataset: Dataset;
  onMap: (label: string, field: string | null) => void;
}

/** Your column · its values · the field it goes to · why. */
export function MappingTable({ rows, dataset, onMap }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const shown = isOpen ? rows : rows.slice(0, AT_FIRST);
  const words = text.mapping;
  return (
    <Card flush>
      <table className={classes.table} aria-label={words.table}>
        <thead>
          <tr>
            <th scope="col">{words.column}</th>
            <th scope="col">{words.samples}</th>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.status}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              <td className={classes.samples}>{row.samples.join(" · ") || words.noSamples}</td>
              <td>
                <NativeSelect
                  aria-label={words.fieldOf(row.label)}
                  value={row.field ?? ""}
                  data={[{ value: "", label: words.leaveOut }, ...fieldChoices(row, rows, dataset)]}
                  onChange={(event) => onMap(row.label, event.currentTarget.value || null)}
                />
              </td>
              <td>
                <MappingChip status={row.status} />
                <small>{row.reason}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <div className={classes.more}>
          <Button variant="default" size="sm" onClick={() => setIsOpen(true)}>
            {words.all(rows.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}

/** All fields; one that another column fills says so, because choosing it takes it from there. */
function fieldChoices(row: MappingRow, rows: MappingRow[], { schema }: Dataset) {
  const fillers = new Map(rows.map(({ field, label }) => [field, label]));
  const { primaryKey = [] } = schema;
  return schema.fields.map(({ name, title, constraints }) => {
    const filler = fillers.get(name);
    const called = title || name;
    const isNeeded = constraints?.required || primaryKey.includes(name);
    const label = isNeeded ? text.mapping.required(called) : called;
    const isTaken = filler !== undefined && filler !== row.label;
    return { value: name, label: isTaken ? text.mapping.taken(label, filler) : label };
  });
}
