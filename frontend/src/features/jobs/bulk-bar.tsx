import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { ActionEnum } from "@/api/gen/types.gen";
import { sentenceOf } from "@/api/problem";
import { text } from "@/text/text";
import { ACTIONS, actOn, bulkOutcome, bulkQuestion, countTouched, meant } from "./bulk";
import classes from "./bulk-bar.module.css";
import { ALL, isEmpty, NONE, type Selection } from "./selection";
import type { JobFilters } from "./use-jobs";

const ConfirmDialog = lazy(() => import("@/components/confirm-dialog"));

type Step =
  | { step: "ready"; said: string }
  | { step: "counting"; action: ActionEnum }
  | { step: "asking"; action: ActionEnum; count: number }
  | { step: "refused"; why: string };

interface Props {
  selection: Selection;
  filters: JobFilters;
  /** Whether there are more jobs that match than are shown. */
  hasMore: boolean;
  onSelect: (selection: Selection) => void;
  onDone: () => Promise<unknown>;
}

/** What can be done to the selected jobs at once; first it is said to how many. */
export function BulkBar({ selection, filters, hasMore, onSelect, onDone }: Props) {
  const [state, setState] = useState<Step>({ step: "ready", said: "" });
  const words = text.jobs.selection;
  const jobs = meant(selection, filters);

  async function count(action: ActionEnum) {
    setState({ step: "counting", action });
    try {
      const touched = await countTouched(action, jobs);
      setState(
        touched > 0
          ? { step: "asking", action, count: touched }
          : { step: "ready", said: words.none[action] },
      );
    } catch (error) {
      setState({ step: "refused", why: sentenceOf(error) });
    }
  }

  async function act(action: ActionEnum, expected: number) {
    const answer = await actOn(action, jobs, expected);
    setState({ step: "ready", said: bulkOutcome(action, answer) });
    if (answer.left === 0) onSelect(NONE);
    await onDone();
  }

  const nothing = isEmpty(selection);
  const said = state.step === "ready" ? state.said : "";
  return (
    <section className={classes.bar} aria-label={words.label} data-empty={(nothing && !said) || undefined}>
      {!nothing && (
        <>
          <span className={classes.count}>{selection.all ? words.all : words.some(selection.ids.size)}</span>
          {ACTIONS.map((action) => (
            <Button
              key={action}
              size="xs"
              variant="default"
              loading={state.step === "counting" && state.action === action}
              onClick={() => void count(action)}
            >
              {text.jobs[action]}
            </Button>
          ))}
          {hasMore && !selection.all && (
            <Button size="xs" px={6} variant="subtle" onClick={() => onSelect(ALL)}>
              {words.selectAll}
            </Button>
          )}
          <Button size="xs" px={6} variant="subtle" onClick={() => onSelect(NONE)}>
            {words.clear}
          </Button>
        </>
      )}
      <span role="status">{said}</span>
      {state.step === "refused" && (
        <span role="alert" className={classes.refused}>
          {state.why}
        </span>
      )}
      {state.step === "asking" && (
        <Suspense>
          <ConfirmDialog
            opened
            question={bulkQuestion(state.action, state.count, selection)}
            onClose={() => setState((now) => (now.step === "asking" ? { step: "ready", said: "" } : now))}
            onConfirm={() => act(state.action, state.count)}
          />
        </Suspense>
      )}
    </section>
  );
}
