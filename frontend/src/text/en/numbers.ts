import { count } from "../format";

export function rows(n: number): string {
  return `${count(n)} ${n === 1 ? "row" : "rows"}`;
}

const ORDINAL_ENDINGS: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });

export function ordinal(n: number): string {
  return `${count(n)}${ORDINAL_ENDINGS[ordinals.select(n)] ?? ""}`;
}
