import { common } from "./en/common";
import { datasets } from "./en/datasets";
import { imports } from "./en/imports";
import { jobs } from "./en/jobs";
import { settings } from "./en/settings";
import { steps } from "./en/steps";

/** The English of the whole page, by subject. Sentences with parts in them are functions, so that a language can order them freely. */
export const en = { ...common, ...imports, ...jobs, ...datasets, ...settings, ...steps };
