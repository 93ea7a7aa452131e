import type { ImportOfUploadRequest, Preview } from "@/api/gen/types.gen";
import { fieldsOf } from "./column-types";
import { type Draft, mappingOf } from "./draft";

/** The import that the draft asks for. `made` is the dataset that was made for types that a person chose. */
export function importRequest(
  upload: string,
  draft: Draft,
  preview: Preview,
  made: string | undefined,
): ImportOfUploadRequest {
  const { dataset, mode, duplicates, on_error, remember } = draft;
  // where nothing is said of it, the preview was read as a file with this header was the last time
  const dialect: object = draft.dialect ?? preview.mapping?.remembered?.dialect ?? {};
  const request: ImportOfUploadRequest = { upload, ...(Object.keys(dialect).length > 0 && { dialect }) };
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
