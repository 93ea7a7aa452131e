import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import type { ImportRecord, RecordColumn } from "@/api/records";
import { Dialog } from "@/components/dialog";
import { text } from "@/text/text";
import classes from "./dialogs.module.css";

interface Props {
  record: ImportRecord;
  columns: readonly RecordColumn[];
  onSave: (cells: Record<string, string>) => void;
  onClose: () => void;
}

/** A record that could not be cut into the columns, put together by hand. */
export function RecordDialog({ record, columns, onSave, onClose }: Props) {
  // raw text is one cell: what belongs where is for a person to say
  const isCut = record.cells.length > 1;
  const [cells, setCells] = useState(() =>
    columns.map((_, index) => (isCut ? (record.cells[index] ?? "") : "")),
  );
  return (
    <Dialog
      title={text.review.recordTitle(record.line)}
      lead={text.review.recordLead}
      opened
      onClose={onClose}
      actions={
        <Button
          onClick={() =>
            onSave(Object.fromEntries(columns.map(({ label }, index) => [label, cells[index] ?? ""])))
          }
        >
          {text.review.recordSave}
        </Button>
      }
    >
      <p className={classes.message} lang="en">
        {record.fault?.message}
      </p>
      <figure className={classes.raw}>
        <figcaption>{text.review.recordRaw}</figcaption>
        <pre>{record.cells.join(" ¦ ")}</pre>
      </figure>
      {columns.map(({ label }, index) => (
        <Textarea
          key={label}
          label={label}
          rows={1}
          value={cells[index] ?? ""}
          onChange={(event) => {
            const written = event.currentTarget.value;
            setCells((known) => known.with(index, written));
          }}
        />
      ))}
    </Dialog>
  );
}
