import type { DuplicatesEnum, ModeEnum, OnErrorEnum } from "@/api/gen/types.gen";
import type { Preview, Wishes } from "./api-types";
import { fieldsOf } from "./column-types";
import { type Draft, mappingOf } from "./draft";

/** What is posted to have an uploaded file imported, or only checked. */
export interface ImportRequest {
  upload: string;
  dataset?: string;
  mapping?: Record<string, string | null>;
  dialect?: Wishes;
  mode?: ModeEnum;
  duplicates?: DuplicatesEnum;
  on_error?: OnErrorEnum;
  remember?: boolean;
  dry_run?: boolean;
  force?: boolean;
}

/** The import that the draft asks for. `made` is the dataset that was made for types that a person chose. */
export function importRequest(
  upload: string,
  draft: Draft,
  preview: Preview,
  made: string | undefined,
): ImportRequest {
  const { dataset, dialect = {}, mode, duplicates, on_error, remember } = draft;
  const request: ImportRequest = { upload, ...(Object.keys(dialect).length > 0 && { dialect }) };
  if (dataset !== undefined) {
    return {
      ...request,
      dataset,
      ...(preview.mapping && { mapping: mappingOf(preview.mapping, draft.mapping) }),
      ...(mode && { mode }),
      ...(duplicates && { duplicates }),
      ...(on_error && { on_error }),
      ...(remember && { remember }),
    };
  }
  return made === undefined ? request : { ...request, dataset: made, mapping: fieldsOf(preview, draft) };
}
