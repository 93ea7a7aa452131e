import { Button, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { EditGroup } from "@/api/gen/types.gen";
import type { ImportRecord } from "@/api/records";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import type { RecordChange, ReviewJob } from "./api-types";
import { CellBar } from "./cell-bar";
import { at } from "./cursor";
import { FaultList, isChosen } from "./fault-list";
import { GridToolbar } from "./grid-toolbar";
import { GroupDialog } from "./group-dialog";
import { OutcomeChips } from "./outcome-chips";
import classes from "./record-desk.module.css";
import { RecordDialog } from "./record-dialog";
import { cellChange } from "./record-edits";
import { RecordGrid } from "./record-grid";
import { RefusedNote } from "./refused-note";
import { ReplaceDialog } from "./replace-dialog";
import { type ReviewSearch, type Scope, withOutcome } from "./review-search";
import { useDesk } from "./use-desk";
import type { Edits } from "./use-edits";

interface Props {
  job: ReviewJob;
  scope: Scope;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
  footer: (edits: Edits) => ReactNode;
}

type Asking =
  | { what: "nothing" }
  | { what: "replace" }
  | { what: "group"; group: EditGroup }
  | { what: "record"; record: ImportRecord };

/** Records of a file laid out to be mended: kinds of fault, the grid, the cell at hand, and what to do with it all. */
export function RecordDesk({ job, scope, search, onSearch, footer }: Props) {
  const desk = useDesk(job.id, scope, search, onSearch);
  const { pages, edits, cursor, setCursor, recordAt } = desk;
  const [asking, setAsking] = useState<Asking>({ what: "nothing" });
  const { summary } = edits;
  const columns = pages.columns ?? [];
  const canEdit = summary?.can_edit ?? false;
  const record = recordAt(cursor.position);
  // known before the kinds are, so that the records do not have to make room for them
  const hasFaults = job.failed_rows > 0 || (summary?.groups.length ?? 0) > 0;
  const group = summary?.groups.find((known) => isChosen(known, search));

  function change(to: ImportRecord, changed: RecordChange | null, column: number) {
    if (changed) edits.change(to, changed, columns, column);
  }

  function write(to: ImportRecord, column: number, written: string) {
    const known = columns[column];
    if (known) change(to, cellChange(to, known, column, written), column);
  }

  function leaveOut(to: ImportRecord, column: number) {
    change(to, { row: to.row, left_out: !to.left_out }, column);
  }

  async function walk(way: "undo" | "redo") {
    const step = edits[way]();
    if (step) await desk.goToRow(step.done.row, step.column);
  }

  return (
    <div className={classes.desk}>
      {!scope.only && (
        <OutcomeChips
          job={job}
          edited={(summary?.edited ?? 0) + (summary?.left_out ?? 0)}
          scope={scope}
          search={search}
          onSearch={onSearch}
        />
      )}
      <RefusedNote sending={edits.sending} />
      {pages.error && <ProblemNote error={pages.error} onRetry={() => void pages.reload()} />}
      {edits.error && <ProblemNote error={edits.error} onRetry={() => void edits.reload()} />}
      <Card flush>
        <GridToolbar
          edits={edits}
          group={group}
          onGroup={(chosen) => setAsking({ what: "group", group: chosen })}
          onFault={(way) => desk.goToFault(way, false)}
          onUndo={() => void walk("undo")}
          onRedo={() => void walk("redo")}
          onReplace={() => setAsking({ what: "replace" })}
        />
        <div className={classes.parts}>
          {hasFaults && (
            <div className={classes.kinds}>
              {summary ? (
                <FaultList summary={summary} search={search} onSearch={onSearch} />
              ) : (
                <TableSkeleton lines={3} height={52} />
              )}
            </div>
          )}
          <div className={classes.records}>
            <VisuallyHidden id="review-keys">{text.review.gridHint}</VisuallyHidden>
            {pages.count === undefined || !pages.columns ? (
              <div className={classes.pending}>{!pages.error && <TableSkeleton lines={8} height={40} />}</div>
            ) : pages.count === 0 ? (
              <Nothing search={search} onSearch={onSearch} />
            ) : (
              <RecordGrid
                label={text.review.grid(job.file.name)}
                count={pages.count}
                columns={pages.columns}
                recordAt={recordAt}
                isStale={pages.isStale}
                canEdit={canEdit}
                cursor={cursor}
                onCursor={setCursor}
                onSight={desk.onSight}
                onWrite={write}
                onLeaveOut={leaveOut}
                onMendRecord={(broken) => setAsking({ what: "record", record: broken })}
                onAct={({ act, ...more }) => {
                  if ("way" in more) void desk.goToFault(more.way, true);
                  else if (act !== "fault") void walk(act);
                }}
              />
            )}
          </div>
        </div>
        <CellBar
          record={record}
          columns={columns}
          column={cursor.column}
          canEdit={canEdit}
          onEdit={() => setCursor({ ...at(cursor), written: record?.cells[cursor.column] ?? "" })}
          onPutBack={() => {
            const label = columns[cursor.column]?.label;
            if (record && label) change(record, { row: record.row, cells: { [label]: null } }, cursor.column);
          }}
          onLeaveOut={() => record && leaveOut(record, cursor.column)}
          onMendRecord={() => record && setAsking({ what: "record", record })}
        />
      </Card>
      {footer(edits)}
      {asking.what === "replace" && (
        <ReplaceDialog
          id={job.id}
          edits={edits}
          columns={columns}
          column={columns[cursor.column]?.label ?? columns[0]?.label ?? ""}
          group={group}
          onClose={() => setAsking({ what: "nothing" })}
        />
      )}
      {asking.what === "group" && (
        <GroupDialog
          group={asking.group}
          value={faultyValue(record, asking.group)}
          edits={edits}
          onClose={() => setAsking({ what: "nothing" })}
        />
      )}
      {asking.what === "record" && (
        <RecordDialog
          record={asking.record}
          columns={columns}
          onSave={(cells) => {
            change(asking.record, { row: asking.record.row, cells }, 0);
            setAsking({ what: "nothing" });
          }}
          onClose={() => setAsking({ what: "nothing" })}
        />
      )}
    </div>
  );
}

/** What stands in the cell at hand, where it has a fault of this kind. */
function faultyValue(record: ImportRecord | undefined, { code, column }: EditGroup): string | undefined {
  const fault = record?.faults.find((known) => known.code === code && known.column === column);
  return fault && (fault.value ?? "");
}

function Nothing({ search, onSearch }: Pick<Props, "search" | "onSearch">) {
  return (
    <div className={classes.pending}>
      <EmptyState title={search.edited ? text.review.empties.edited : text.review.empties.other}>
        <Button variant="default" size="xs" onClick={() => onSearch(withOutcome(search, undefined))}>
          {text.review.showAll}
        </Button>
      </EmptyState>
    </div>
  );
}
