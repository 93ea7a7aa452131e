import type { Dataset, Preview } from "@/api/gen/types.gen";
import { get, send } from "@/api/http";
import { ProblemError } from "@/api/problem";
import { DATASETS } from "@/api/use-datasets";
import { schemaOf } from "./column-types";
import type { Draft } from "./draft";

/**
 * Makes the empty dataset that the draft asks for, or finds the one made before. One that was made for other
 * choices goes, as long as nothing has been put into it.
 */
export async function madeDataset(
  draft: Draft,
  preview: Preview,
  usualTitle: string,
): Promise<NonNullable<Draft["made"]>> {
  const title = draft.title || usualTitle;
  const of = JSON.stringify([title, draft.types, draft.left_out, draft.dialect]);
  if (draft.made?.of === of) return draft.made;
  if (draft.made) await removeIfEmpty(draft.made.slug);
  const { slug } = await send<Dataset>("POST", DATASETS, { title, schema: schemaOf(preview, draft) });
  return { slug, of };
}

async function removeIfEmpty(slug: string): Promise<void> {
  const path = `${DATASETS}${encodeURIComponent(slug)}/`;
  try {
    const { row_count, row_count_estimated } = await get<Dataset>(path);
    if (row_count === 0 && !row_count_estimated) await send("DELETE", path);
  } catch (error) {
    // somebody has deleted it already
    if (!(error instanceof ProblemError && error.status === 404)) throw error;
  }
}
