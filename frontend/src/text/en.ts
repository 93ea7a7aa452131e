import { batches } from "./en/batches";
import { bulkRecords } from "./en/bulk-records";
import { check } from "./en/check";
import { common } from "./en/common";
import { datasets } from "./en/datasets";
import { imports } from "./en/imports";
import { jobs } from "./en/jobs";
import { mapping } from "./en/mapping";
import { reports } from "./en/reports";
import { review } from "./en/review";
import { schema } from "./en/schema";
import { settings } from "./en/settings";
import { steps } from "./en/steps";
import { tasks } from "./en/tasks";
import { upload } from "./en/upload";

/** The English of the whole page, by subject. Sentences with parts in them are functions, so that a language can order them freely. */
export const en = {
  ...common,
  ...batches,
  ...bulkRecords,
  ...check,
  ...mapping,
  ...imports,
  ...jobs,
  ...datasets,
  ...reports,
  ...review,
  ...schema,
  ...settings,
  ...steps,
  ...tasks,
  ...upload,
};
