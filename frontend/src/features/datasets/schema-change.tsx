import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Dataset, TableSchema } from "@/api/gen/types.gen";
import { ActButton } from "@/components/act-button";
import { ButtonLink } from "@/components/button-link";
import { ConfirmButton } from "@/components/confirm-button";
import { ProblemNote } from "@/components/problem-note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { type ChangeView, changeView } from "./change-view";
import { type DatasetSearch, withWords } from "./dataset-address";
import { LeaveGuard } from "./leave-guard";
import classes from "./schema-change.module.css";
import { draftOf, isSameSchema, schemaOf } from "./schema-draft";
import { SchemaEditor } from "./schema-editor";
import { NO_ERRORS, schemaErrors } from "./schema-errors";
import { SchemaStanding } from "./schema-standing";
import { useRefreshDataset } from "./use-datasets";
import { type SchemaChanging, useSchemaChange } from "./use-schema-change";

interface Props {
  dataset: Dataset;
  search: DatasetSearch;
  onSearch: (search: DatasetSearch) => void;
}

/** A change of a dataset's schema, from where the address says it has come to. */
export function SchemaChange(props: Props) {
  const changing = useSchemaChange(props.dataset.slug, props.search.change);
  const { job, error } = changing;
  // what was written before the page was loaded again is known by the job that checked it
  const isReading = props.search.change !== undefined && !job && !error;
  const [isKnown, setIsKnown] = useState(!isReading);
  if (!isKnown && !isReading) setIsKnown(true);
  if (!isKnown) return <TableSkeleton lines={8} height={58} />;
  return <Writing {...props} changing={changing} initial={job?.params.schema as TableSchema | undefined} />;
}

type Sending = { step: "ready" } | { step: "sending" } | { step: "refused"; error: unknown };

function Writing({
  dataset,
  search,
  onSearch,
  changing,
  initial,
}: Props & { changing: SchemaChanging; initial: TableSchema | undefined }) {
  const words = text.schemaEditor;
  // as it was when the writing began: what others do meanwhile is refused by its version
  const [base] = useState(dataset);
  const [stored] = useState(() => base.schema.fields.map(({ name }) => name));
  const [draft, setDraft] = useState(() => draftOf(initial ?? base.schema, stored));
  const [sending, setSending] = useState<Sending>({ step: "ready" });
  const [errors, setErrors] = useState(NO_ERRORS);
  const written = schemaOf(draft);
  const view = changeView(changing.job, written);
  const isChanged = !isSameSchema(written, schemaOf(draftOf(base.schema)));
  const isOnServer =
    changing.job !== undefined && isSameSchema(changing.job.params.schema as TableSchema, written);
  const refresh = useRefreshDataset(dataset.slug);
  useApplied(view, () => refresh().then(() => onSearch(withWords(search, { edit: undefined }))));

  async function submit(checkOnly: boolean, version: string) {
    setSending({ step: "sending" });
    setErrors(NO_ERRORS);
    try {
      const job = await changing.submit({ schema: written, check_only: checkOnly, version });
      setSending({ step: "ready" });
      onSearch(withWords(search, { change: job.id }));
    } catch (error) {
      setSending({ step: "refused", error });
      setErrors(schemaErrors(error, draft));
      // it may be that somebody else has changed the dataset: closing the editor shows how it is now
      void refresh();
    }
  }

  return (
    <div className={classes.change}>
      <fieldset className={classes.fields} disabled={view.step === "working" && view.applies}>
        <SchemaEditor
          draft={draft}
          stored={draftOf(base.schema, stored).fields}
          errors={errors}
          onChange={setDraft}
        />
      </fieldset>
      <SchemaStanding view={view} search={search} />
      {sending.step === "refused" && errors.isElsewhere && <ProblemNote error={sending.error} />}
      <div className={classes.bar}>
        <Acts
          view={view}
          isChanged={isChanged}
          isSending={sending.step === "sending"}
          onCheck={() => submit(true, base.updated_at)}
          onApply={(version) => submit(false, version ?? base.updated_at)}
          onStop={changing.stop}
        />
        <ButtonLink
          variant="subtle"
          to="."
          search={withWords(search, { edit: undefined, change: undefined })}
          resetScroll={false}
        >
          {isChanged ? words.discard : words.close}
        </ButtonLink>
      </div>
      <LeaveGuard
        unsaved={isChanged && !isOnServer}
        stays={({ pathname, search: next }) => pathname === `/datasets/${dataset.slug}` && isEditing(next)}
      />
    </div>
  );
}

function isEditing(search: { tab?: string; edit?: string }): boolean {
  return search.tab === "schema" && search.edit !== undefined;
}

/** Once it has been applied, the dataset is read anew and the writing ends. */
function useApplied(view: ChangeView, onApplied: () => Promise<void>) {
  const isApplied = view.step === "applied";
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, whatever else has changed
  useEffect(() => {
    if (isApplied) void onApplied();
  }, [isApplied]);
}

interface ActsProps {
  view: ChangeView;
  isChanged: boolean;
  isSending: boolean;
  onCheck: () => Promise<void>;
  onApply: (version: string | undefined) => Promise<void>;
  onStop: () => Promise<void>;
}

/** What can be done next: first the rows are asked, then it is applied. */
function Acts({ view, isChanged, isSending, onCheck, onApply, onStop }: ActsProps) {
  const words = text.schemaEditor;
  if (view.step === "working") {
    return (
      <ActButton variant="default" onAct={onStop}>
        {view.applies ? words.stopApplying : words.stopChecking}
      </ActButton>
    );
  }
  if (view.step === "ready") {
    const { rows, changes } = view.result;
    return (
      <ConfirmButton
        variant="filled"
        loading={isSending}
        question={{
          title: words.applyTitle(changes.length),
          detail: words.applyDetail(rows, changes),
          confirm: words.applyConfirm,
          keep: words.applyKeep,
        }}
        onConfirm={() => onApply(view.version)}
      >
        {words.apply(changes.length)}
      </ConfirmButton>
    );
  }
  return (
    <>
      <Button loading={isSending} disabled={!isChanged} onClick={() => void onCheck()}>
        {view.step === "violated" || view.step === "ended" ? words.checkAgain : words.check}
      </Button>
      {!isChanged && <span className={classes.hint}>{words.nothingChanged}</span>}
    </>
  );
}
