import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import useSWR from "swr";
import type { EditGroup, ReplaceRequest } from "@/api/gen/types.gen";
import { sentenceOf } from "@/api/problem";
import type { RecordColumn } from "@/api/records";
import { Dialog } from "@/components/dialog";
import { ProblemNote } from "@/components/problem-note";
import { useDraft } from "@/components/use-draft";
import { faultName } from "@/text/fault-name";
import { text } from "@/text/text";
import classes from "./dialogs.module.css";
import { replacePath } from "./paths";
import { countMatches, type Edits } from "./use-edits";

interface Props {
  id: string;
  edits: Edits;
  columns: readonly RecordColumn[];
  /** The column that is looked at. */
  column: string;
  /** The kind of fault whose records are shown. */
  group: EditGroup | undefined;
  onClose: () => void;
}

type Act = { step: "asking" } | { step: "doing" } | { step: "refused"; error: unknown };

/** Find and replace in one column; in how many rows is said before it is done. */
export function ReplaceDialog({ id, edits, columns, column, group, onClose }: Props) {
  const [asked, setAsked] = useState<ReplaceRequest>({
    column,
    find: "",
    replace: "",
    whole_cell: false,
    match_case: false,
  });
  const [find, setFind] = useDraft(asked.find, (settled) => change({ find: settled }));
  const [act, setAct] = useState<Act>({ step: "asking" });
  // with nothing to find only empty cells can be meant
  const request = asked.find === "" ? { ...asked, whole_cell: true } : asked;
  const found = useSWR<number, Error>(
    [replacePath(id), { ...request, replace: "" }],
    ([path]: [string]) => countMatches([path, request]),
    { keepPreviousData: true, revalidateOnFocus: false },
  );
  const isCounting = found.isValidating || find !== asked.find;

  function change(part: Partial<ReplaceRequest>) {
    setAsked((known) => ({ ...known, ...part }));
  }

  async function run() {
    setAct({ step: "doing" });
    try {
      await edits.replaceAll(request);
      onClose();
    } catch (error) {
      setAct({ step: "refused", error });
    }
  }

  return (
    <Dialog
      title={text.review.replaceTitle}
      opened
      onClose={onClose}
      actions={
        <Button
          onClick={() => void run()}
          loading={act.step === "doing"}
          disabled={isCounting || !found.data}
        >
          {text.review.replaceIn(found.data ?? 0)}
        </Button>
      }
    >
      <NativeSelect
        label={text.review.replaceColumn}
        value={asked.column}
        data={columns.map(({ label }) => label)}
        onChange={(event) => change({ column: event.currentTarget.value })}
      />
      <TextInput
        label={text.review.find}
        description={text.review.emptyCells}
        value={find}
        onChange={(event) => setFind(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label={text.review.replaceWith}
        value={asked.replace}
        onChange={(event) => change({ replace: event.currentTarget.value })}
      />
      <div className={classes.options}>
        <Checkbox
          label={text.review.wholeCell}
          checked={request.whole_cell}
          disabled={asked.find === ""}
          onChange={(event) => change({ whole_cell: event.currentTarget.checked })}
        />
        <Checkbox
          label={text.review.matchCase}
          checked={asked.match_case}
          onChange={(event) => change({ match_case: event.currentTarget.checked })}
        />
        {group && (
          <Checkbox
            label={text.review.onlyGroup(faultName(group.code), group.column)}
            checked={asked.code !== undefined}
            onChange={(event) => {
              const { code: _, fault_column: __, ...rest } = asked;
              setAsked(
                event.currentTarget.checked
                  ? { ...rest, code: group.code, fault_column: group.column }
                  : rest,
              );
            }}
          />
        )}
      </div>
      <p className={classes.hint} role="status">
        {isCounting
          ? text.review.counting
          : found.data === 0
            ? text.review.foundNowhere
            : text.review.notByKeys}
      </p>
      {found.error && <p className={classes.message}>{sentenceOf(found.error)}</p>}
      {act.step === "refused" && <ProblemNote error={act.error} />}
    </Dialog>
  );
}
