import { Button, Radio, TextInput } from "@mantine/core";
import { useState } from "react";
import type { EditGroup, GroupEditRequest } from "@/api/gen/types.gen";
import { Dialog } from "@/components/dialog";
import { ProblemNote } from "@/components/problem-note";
import { faultName } from "@/text/fault-name";
import { text } from "@/text/text";
import classes from "./dialogs.module.css";
import type { Edits } from "./use-edits";

interface Props {
  group: EditGroup;
  /** What stands in the faulty cell that is looked at. */
  value: string | undefined;
  edits: Edits;
  onClose: () => void;
}

type Way = "set" | "leave-out" | "take-in";
type Act = { step: "asking" } | { step: "doing" } | { step: "refused"; error: unknown };

/** All records with one kind of fault, dealt with at once. */
export function GroupDialog({ group, value, edits, onClose }: Props) {
  const [way, setWay] = useState<Way>(group.column ? "set" : "leave-out");
  const [onlyValue, setOnlyValue] = useState(false);
  const [written, setWritten] = useState("");
  const [act, setAct] = useState<Act>({ step: "asking" });
  const { code, column } = group;

  function request(): GroupEditRequest {
    if (way !== "set") return { code, column, leave_out: way === "leave-out" };
    return { code, column, set: written, ...(onlyValue && value !== undefined && { value }) };
  }

  async function run() {
    setAct({ step: "doing" });
    try {
      await edits.changeGroup(request());
      onClose();
    } catch (error) {
      setAct({ step: "refused", error });
    }
  }

  return (
    <Dialog
      title={text.review.fixTitle(faultName(code), column)}
      lead={text.review.fixLead(group.count, group.open)}
      opened
      onClose={onClose}
      actions={
        <Button loading={act.step === "doing"} onClick={() => void run()}>
          {way === "set" && !onlyValue ? text.review.fixConfirmAll(group.open) : CONFIRM[way]()}
        </Button>
      }
    >
      <Radio.Group label={text.review.fixHow} value={way} onChange={(chosen) => setWay(chosen as Way)}>
        <div className={classes.options}>
          {column && <Radio value="set" label={text.review.fixSet} />}
          <Radio value="leave-out" label={text.review.fixLeaveOut} />
          <Radio value="take-in" label={text.review.fixTakeIn} />
        </div>
      </Radio.Group>
      {way === "set" && (
        <>
          <TextInput
            label={text.review.fixValue(column)}
            value={written}
            onChange={(event) => setWritten(event.currentTarget.value)}
            data-autofocus
          />
          {value !== undefined && (
            <Radio.Group
              label={text.review.fixWhich}
              value={onlyValue ? "value" : "all"}
              onChange={(chosen) => setOnlyValue(chosen === "value")}
            >
              <div className={classes.options}>
                <Radio value="all" label={text.review.fixAllRows} />
                <Radio
                  value="value"
                  label={value === "" ? text.review.fixOnlyEmpty : text.review.fixOnly(value)}
                />
              </div>
            </Radio.Group>
          )}
        </>
      )}
      <p className={classes.hint}>{text.review.notByKeys}</p>
      {act.step === "refused" && <ProblemNote error={act.error} />}
    </Dialog>
  );
}

const CONFIRM: Record<Way, () => string> = {
  set: () => text.review.fixConfirm,
  "leave-out": () => text.review.fixLeaveOut,
  "take-in": () => text.review.fixTakeIn,
};
