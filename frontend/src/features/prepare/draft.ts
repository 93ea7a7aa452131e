import type { DuplicatesEnum, Mapping, ModeEnum, OnErrorEnum, TypeChoice } from "@/api/gen/types.gen";

/** Parts of a dialect that a person has chosen; what is not said is recognised. */
export interface Wishes {
  encoding?: string;
  delimiter?: string;
  quote?: string;
  header?: boolean;
  header_row?: number;
  footer?: number;
  sheet?: string;
  member?: string;
}

/** What has been decided on how an uploaded file is to be imported; kept with the upload on the server. */
export interface Draft {
  step?: PrepareStep | undefined;
  dataset?: string | undefined;
  dialect?: Wishes | undefined;
  /** What a new dataset is to be called. */
  title?: string | undefined;
  /** Other types than the values ask for, by the columns' labels. */
  types?: Record<string, ChosenType> | undefined;
  /** Labels of columns whose recognised type somebody has confirmed. */
  confirmed?: string[] | undefined;
  /** Labels of columns that a new dataset is not to have. */
  left_out?: string[] | undefined;
  /** Where columns go other than suggested, by their labels. */
  mapping?: Record<string, string | null> | undefined;
  mode?: ModeEnum | undefined;
  duplicates?: DuplicatesEnum | undefined;
  on_error?: OnErrorEnum | undefined;
  remember?: boolean | undefined;
  /** The empty dataset that was made for the types chosen, and what it was made of. */
  made?: { slug: string; of: string } | undefined;
}

export type PrepareStep = "check" | "map";
export type ChosenType = Omit<TypeChoice, "reason">;

/** The dialect with one part chosen, or left to be recognised again. What hangs on that part is forgotten. */
export function wished<K extends keyof Wishes>(
  wishes: Wishes,
  part: K,
  value: Wishes[K] | undefined,
): Wishes {
  const { [part]: _, ...others } = wishes;
  const kept = dependents(part).reduce<Wishes>((rest, name) => {
    const { [name]: __, ...without } = rest;
    return without;
  }, others);
  return value === undefined ? kept : { ...kept, [part]: value };
}

function dependents(part: keyof Wishes): (keyof Wishes)[] {
  if (part === "member") return ["sheet", "header", "header_row", "footer", "encoding", "delimiter", "quote"];
  if (part === "sheet") return ["header", "header_row", "footer"];
  // a file without a header has no header row
  if (part === "header") return ["header_row"];
  return part === "header_row" ? ["header"] : [];
}

/** Where each column goes: as suggested, but for what a person said. */
export function mappingOf({ columns }: Mapping, said: Draft["mapping"] = {}): Record<string, string | null> {
  return Object.fromEntries(
    columns.map(({ label, field }) => [label, label in said ? (said[label] ?? null) : field]),
  );
}

/** The mapping with a column sent elsewhere. A field is filled by one column, so another one lets go of it. */
export function remapped(
  mapping: Record<string, string | null>,
  label: string,
  field: string | null,
): Record<string, string | null> {
  const others = Object.entries(mapping).map(([other, its]) => [other, its === field ? null : its]);
  return { ...Object.fromEntries(others), [label]: field };
}

/** Whether a new dataset would be another than the one made of the file by itself. */
export function isChanged({ title, types = {}, left_out = [] }: Draft): boolean {
  return Boolean(title) || Object.keys(types).length > 0 || left_out.length > 0;
}
