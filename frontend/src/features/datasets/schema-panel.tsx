import { lazy, Suspense, useEffect, useRef } from "react";
import type { Dataset } from "@/api/gen/types.gen";
import { ButtonLink } from "@/components/button-link";
import { Card } from "@/components/card";
import { Note } from "@/components/note";
import { TableSkeleton } from "@/components/table-skeleton";
import { text } from "@/text/text";
import { type DatasetSearch, withWords } from "./dataset-address";
import classes from "./schema-panel.module.css";
import { Changes } from "./schema-standing";
import { SchemaTable } from "./schema-table";
import { useSchemaChange } from "./use-schema-change";

const SchemaChange = lazy(async () => ({ default: (await import("./schema-change")).SchemaChange }));

interface Props {
  dataset: Dataset;
  search: DatasetSearch;
  onSearch: (search: DatasetSearch) => void;
}

/** The rules of a dataset, to read or to change. */
export function SchemaPanel({ dataset, search, onSearch }: Props) {
  if (search.edit) {
    return (
      <Suspense fallback={<TableSkeleton lines={8} height={58} />}>
        <SchemaChange dataset={dataset} search={search} onSearch={onSearch} />
      </Suspense>
    );
  }
  return (
    <div className={classes.panel}>
      <Applied slug={dataset.slug} change={search.change} />
      <Card
        flush
        aside={
          <>
            <span>{text.schemaEditor.lead}</span>
            <ButtonLink
              size="xs"
              variant="default"
              to="."
              search={withWords(search, { edit: "true", change: undefined })}
              resetScroll={false}
            >
              {text.schemaEditor.edit}
            </ButtonLink>
          </>
        }
      >
        <SchemaTable schema={dataset.schema} />
      </Card>
    </div>
  );
}

/** What the change that the address names has done; it takes the focus from the editor that was here. */
function Applied({ slug, change }: { slug: string; change: string | undefined }) {
  const { job } = useSchemaChange(slug, change);
  const note = useRef<HTMLDivElement>(null);
  const result = job?.result?.applied ? job.result : undefined;
  const isKnown = result !== undefined;
  useEffect(() => {
    if (isKnown) note.current?.focus();
  }, [isKnown]);
  if (!result) return null;
  return (
    <div ref={note} tabIndex={-1} role="status" className={classes.applied}>
      <Note tone="good" title={text.schemaEditor.applied}>
        <Changes result={result} />
      </Note>
    </div>
  );
}
