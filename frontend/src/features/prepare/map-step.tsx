import type { Dataset, Mapping } from "@/api/gen/types.gen";
import { send } from "@/api/http";
import { ActButton } from "@/components/act-button";
import { Note } from "@/components/note";
import { text } from "@/text/text";
import { type Draft, mappingOf, remapped } from "./draft";
import { LoadChoices } from "./load-choices";
import { mappingRows, unfilled } from "./mapping-rows";
import { MappingTable } from "./mapping-table";

interface Props {
  dataset: Dataset;
  mapping: Mapping;
  draft: Draft;
  onDecide: (part: Partial<Draft>) => void;
  /** What was remembered is not any more. */
  onForgotten: () => void;
}

/** Which column goes to which field of a dataset that is there, and how the rows go in. */
export function MapStep({ dataset, mapping, draft, onDecide, onForgotten }: Props) {
  const goes = mappingOf(mapping, draft.mapping);
  const missing = unfilled(dataset, goes, draft.mode);

  async function forget() {
    await send("DELETE", `/api/datasets/${dataset.slug}/mappings/${mapping.fingerprint}/`);
    onForgotten();
  }

  return (
    <>
      {mapping.remembered && (
        <Note
          tone="quiet"
          actions={
            <ActButton size="xs" variant="default" onAct={forget}>
              {text.mapping.forget}
            </ActButton>
          }
        >
          {text.mapping.remembered}
        </Note>
      )}
      <div role="status">
        {missing.length > 0 ? (
          <Note tone="partial">{text.mapping.missing(missing.join(", "), missing.length)}</Note>
        ) : (
          <Note tone="good">{text.mapping.complete}</Note>
        )}
      </div>
      <MappingTable
        rows={mappingRows(mapping, draft.mapping)}
        dataset={dataset}
        onMap={(label, field) =>
          onDecide({ mapping: changes(goes, remapped(goes, label, field), draft, label) })
        }
      />
      <LoadChoices
        dataset={dataset}
        draft={draft}
        canRemember={mapping.fingerprint !== null}
        onDecide={onDecide}
      />
    </>
  );
}

/** What was said before and what has changed now; so columns that nobody touched keep their suggestion. */
function changes(
  before: Record<string, string | null>,
  after: Record<string, string | null>,
  { mapping = {} }: Draft,
  touched: string,
): Record<string, string | null> {
  const changed = Object.entries(after).filter(
    ([label, field]) => label === touched || before[label] !== field,
  );
  return { ...mapping, ...Object.fromEntries(changed) };
}
