import { Button, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ImportJob } from "@/api/gen/types.gen";
import { Card } from "@/components/card";
import { EmptyState } from "@/components/empty-state";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { CellBar } from "./cell-bar";
import { at } from "./cursor";
import { type Asking, DeskDialogs } from "./desk-dialogs";
import { FaultList, isChosen } from "./fault-list";
import type { Acts } from "./grid-acts";
import { GridToolbar } from "./grid-toolbar";
import { mending } from "./mending";
import { OutcomeChips } from "./outcome-chips";
import classes from "./record-desk.module.css";
import { RecordGrid } from "./record-grid";
import { RefusedNote } from "./refused-note";
import { type ReviewSearch, type Scope, withOutcome } from "./review-search";
import { type Desk, useDesk } from "./use-desk";
import type { Edits } from "./use-edits";

interface Props {
  job: ImportJob;
  scope: Scope;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
  footer: (edits: Edits) => ReactNode;
}

/** Records of a file laid out to be mended: kinds of fault, the grid, the cell at hand, and what to do with it all. */
export function RecordDesk({ job, scope, search, onSearch, footer }: Props) {
  const desk = useDesk(job.id, scope, search, onSearch);
  const { pages, edits, cursor, setCursor } = desk;
  const [asking, setAsking] = useState<Asking>({ what: "nothing" });
  const { summary } = edits;
  const columns = pages.columns ?? [];
  const record = desk.recordAt(cursor.position);
  const group = summary?.groups.find((known) => isChosen(known, search));
  const changed = (summary?.edited ?? 0) + (summary?.left_out ?? 0);
  const mend = mending(desk);

  return (
    <div className={classes.desk}>
      {!scope.only && (
        <OutcomeChips job={job} edited={changed} scope={scope} search={search} onSearch={onSearch} />
      )}
      <RefusedNote sending={edits.sending} />
      {pages.error && <ProblemNote error={pages.error} onRetry={() => void pages.reload()} />}
      {edits.error && <ProblemNote error={edits.error} onRetry={() => void edits.reload()} />}
      <Card flush>
        <GridToolbar
          edits={edits}
          changed={changed}
          said={desk.said}
          group={group}
          onGroup={(chosen) => setAsking({ what: "group", group: chosen })}
          onFault={(way) => desk.goToFault(way, false)}
          onWalk={mend.walk}
          onReplace={() =>
            setAsking({ what: "replace", column: (columns[cursor.column] ?? columns[0])?.label ?? "" })
          }
        />
        <div className={classes.parts}>
          {/* known before the kinds are, so that the records do not have to make room for them */}
          {(job.failed_rows > 0 || (summary?.groups.length ?? 0) > 0) && (
            <div className={classes.kinds}>
              {summary ? (
                <FaultList summary={summary} search={search} onSearch={onSearch} />
              ) : (
                <TableSkeleton lines={3} height={52} />
              )}
            </div>
          )}
          <div className={classes.records}>
            <Records
              desk={desk}
              label={text.review.grid(job.file.name)}
              search={search}
              onSearch={onSearch}
              onWrite={mend.write}
              onLeaveOut={mend.leaveOut}
              onMendRecord={(broken) => setAsking({ what: "record", record: broken })}
              onAct={(act) => (act.act === "fault" ? desk.goToFault(act.way, true) : mend.walk(act.act))}
            />
          </div>
        </div>
        <CellBar
          record={record}
          columns={columns}
          column={cursor.column}
          canEdit={summary?.can_edit ?? false}
          onEdit={() => setCursor({ ...at(cursor), written: record?.cells[cursor.column] ?? "" })}
          onPutBack={() => record && mend.putBack(record, cursor.column)}
          onLeaveOut={() => record && mend.leaveOut(record, cursor.column)}
          onMendRecord={() => record && setAsking({ what: "record", record })}
        />
      </Card>
      {footer(edits)}
      <DeskDialogs
        id={job.id}
        asking={asking}
        edits={edits}
        columns={columns}
        group={group}
        record={record}
        onMendRecord={mend.mendRecord}
        onClose={() => setAsking({ what: "nothing" })}
      />
    </div>
  );
}

interface RecordsProps extends Omit<Acts, "onCursor">, Pick<Props, "search" | "onSearch"> {
  desk: Desk;
  label: string;
}

/** The grid, or what stands where it would be. */
function Records({ desk, label, search, onSearch, ...acts }: RecordsProps) {
  const { pages, edits } = desk;
  if (pages.count === undefined || !pages.columns) {
    return <div className={classes.pending}>{!pages.error && <TableSkeleton lines={8} height={40} />}</div>;
  }
  if (pages.count === 0) {
    return (
      <EmptyState title={search.edited ? text.review.empties.edited : text.review.empties.other}>
        <Button variant="default" size="xs" onClick={() => onSearch(withOutcome(search, undefined))}>
          {text.review.showAll}
        </Button>
      </EmptyState>
    );
  }
  return (
    <>
      <VisuallyHidden id="review-keys">{text.review.gridHint}</VisuallyHidden>
      <RecordGrid
        label={label}
        count={pages.count}
        columns={pages.columns}
        recordAt={desk.recordAt}
        isStale={pages.isStale}
        canEdit={edits.summary?.can_edit ?? false}
        cursor={desk.cursor}
        onCursor={desk.setCursor}
        onSight={desk.onSight}
        {...acts}
      />
    </>
  );
}
