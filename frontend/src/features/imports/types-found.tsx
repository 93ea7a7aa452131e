import { Button } from "@mantine/core";
import { useState } from "react";
import type { InferredColumn } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { DataTable } from "@/components/data-table";
import { text } from "@/text/text";
import { amounts, reasonWords, typeFound } from "./type-evidence";
import classes from "./types-found.module.css";

const AT_FIRST = 12;

/** The type that the values of each column ask for, and what speaks for it. */
export function TypesFound({ columns }: { columns: InferredColumn[] }) {
  const [isOpen, setIsOpen] = useState(false);
  const shown = isOpen ? columns : columns.slice(0, AT_FIRST);
  return (
    <Card flush title={text.types.title}>
      <DataTable label={text.types.table}>
        <thead>
          <tr>
            <th>{text.types.column}</th>
            <th>{text.types.type}</th>
            <th>{text.types.evidence}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((column) => (
            <tr key={column.label}>
              <td className={classes.column}>{column.label}</td>
              <td className={classes.type}>{typeFound(column)}</td>
              <td className={classes.evidence}>
                {amounts(column)}
                <Reasons of={column} />
              </td>
            </tr>
          ))}
        </tbody>
      </DataTable>
      {columns.length > AT_FIRST && (
        <div className={classes.more}>
          <Button variant="default" size="sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? text.types.fewer(AT_FIRST) : text.types.all(columns.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Reasons({ of }: { of: InferredColumn }) {
  const words = reasonWords(of);
  return words && <small>{words}</small>;
}
