import { useState } from "react";
import useSWR from "swr";
import type { Changed, Edited, EditSummary, GroupEditRequest, ReplaceRequest } from "@/api/gen/types.gen";
import { get, send } from "@/api/http";
import type { ImportRecord, RecordColumn } from "@/api/records";
import { useReplaceRecords } from "@/api/use-record-pages";
import { type History, NO_HISTORY, remembered, type Step, stepAgain, stepBack } from "./edit-history";
import { editsPath, groupPath, replacePath } from "./paths";
import type { RecordChange } from "./record-edits";
import { reverse, withChange } from "./record-edits";
import { type Sending, useOutbox } from "./use-outbox";

export interface Edits {
  summary: EditSummary | undefined;
  error: Error | undefined;
  reload: () => Promise<unknown>;
  sending: Sending;
  history: History;
  /** The record with what has been changed in it a moment ago. */
  shown: (record: ImportRecord, columns: readonly RecordColumn[]) => ImportRecord;
  change: (
    record: ImportRecord,
    change: RecordChange,
    columns: readonly RecordColumn[],
    column: number,
  ) => void;
  undo: () => Step | null;
  redo: () => Step | null;
  changeGroup: (request: GroupEditRequest) => Promise<Changed>;
  replaceAll: (request: ReplaceRequest) => Promise<Changed>;
  takeAllBack: () => Promise<void>;
}

/** What is changed in the records of an import: cell by cell, sent at once and undone one by one, or many at a time. */
export function useEdits(id: string, reloadRecords: () => Promise<void>): Edits {
  const { data, error, mutate } = useSWR<EditSummary, Error>(editsPath(id), get);
  const replaceRecords = useReplaceRecords(id);
  const [history, setHistory] = useState<History>(NO_HISTORY);
  const sending = useOutbox(
    async (edits) => {
      const { results, summary } = await send<Edited>("PATCH", editsPath(id), { edits });
      await Promise.all([replaceRecords(results), mutate(summary, { revalidate: false })]);
    },
    // whatever comes of it, nobody is there to be told; twice the same edit is one
    (edits) => void send("PATCH", editsPath(id), { edits }, { keepalive: true }).catch(() => {}),
  );

  function walk(walked: { step: Step; history: History } | null, way: "done" | "back"): Step | null {
    if (!walked) return null;
    setHistory(walked.history);
    sending.put([walked.step[way]]);
    return walked.step;
  }

  /** What steps there were cannot be taken back any more once many records have changed under them. */
  async function settle(summary: EditSummary) {
    setHistory(NO_HISTORY);
    await Promise.all([reloadRecords(), mutate(summary, { revalidate: false })]);
  }

  async function many(path: string, request: GroupEditRequest | (ReplaceRequest & { count_only: false })) {
    const answer = await send<Changed>("POST", path, request);
    await settle(answer.summary);
    return answer;
  }

  return {
    summary: data,
    error,
    reload: () => mutate(),
    sending,
    history,
    shown: (record, columns) => withChange(record, sending.unconfirmed.get(record.row), columns),
    change: (record, change, columns, column) => {
      setHistory((known) =>
        remembered(known, { done: change, back: reverse(record, change, columns), column }),
      );
      sending.put([change]);
    },
    undo: () => walk(stepBack(history), "back"),
    redo: () => walk(stepAgain(history), "done"),
    changeGroup: (request) => many(groupPath(id), request),
    replaceAll: (request) => many(replacePath(id), { ...request, count_only: false }),
    takeAllBack: async () => settle(await send<EditSummary>("DELETE", editsPath(id))),
  };
}

/** In how many records something would be replaced. */
export async function countMatches([path, request]: [string, ReplaceRequest]): Promise<number> {
  return (await send<Changed>("POST", path, { ...request, count_only: true })).records;
}
