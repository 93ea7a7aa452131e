import type { EditGroup } from "@/api/gen/types.gen";
import type { ImportRecord, RecordColumn } from "@/api/records";
import { GroupDialog } from "./group-dialog";
import { RecordDialog } from "./record-dialog";
import { ReplaceDialog } from "./replace-dialog";
import type { Edits } from "./use-edits";

/** The question that is open over the records. */
export type Asking =
  | { what: "nothing" }
  | { what: "replace"; column: string }
  | { what: "group"; group: EditGroup }
  | { what: "record"; record: ImportRecord };

interface Props {
  id: string;
  asking: Asking;
  edits: Edits;
  columns: readonly RecordColumn[];
  /** The kind of fault whose records are shown. */
  group: EditGroup | undefined;
  /** The record that keys act on. */
  record: ImportRecord | undefined;
  onMendRecord: (record: ImportRecord, cells: Record<string, string>) => void;
  onClose: () => void;
}

export function DeskDialogs({ id, asking, edits, columns, group, record, onMendRecord, onClose }: Props) {
  switch (asking.what) {
    case "nothing":
      return null;
    case "replace":
      return (
        <ReplaceDialog
          id={id}
          edits={edits}
          columns={columns}
          column={asking.column}
          group={group}
          onClose={onClose}
        />
      );
    case "group":
      return (
        <GroupDialog
          group={asking.group}
          value={faultyValue(record, asking.group)}
          edits={edits}
          onClose={onClose}
        />
      );
    case "record":
      return (
        <RecordDialog
          record={asking.record}
          columns={columns}
          onSave={(cells) => {
            onMendRecord(asking.record, cells);
            onClose();
          }}
          onClose={onClose}
        />
      );
  }
}

/** What stands in the cell at hand, where it has a fault of this kind. */
function faultyValue(record: ImportRecord | undefined, { code, column }: EditGroup): string | undefined {
  const fault = record?.faults.find((known) => known.code === code && known.column === column);
  return fault && (fault.value ?? "");
}
