import { locale } from "./text";

const numbers = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  const format = numbers.get(key) ?? new Intl.NumberFormat(locale, options);
  numbers.set(key, format);
  return format;
}

/** 1234567 → "1,234,567". */
export function count(value: number): string {
  return numberFormat({}).format(value);
}

/** A number, or a decimal as text whose digits a number could not all hold: "1234567.891" → "1,234,567.891". */
export function exact(value: number | `${number}`): string {
  return numberFormat({ maximumFractionDigits: 6 }).format(value);
}

/** A number that must be short: 12345 → "12K". */
export function compact(value: number): string {
  return numberFormat({ notation: "compact" }).format(value);
}

/** A rate to three figures, since the rest is noise: 381244 → "381,000". */
export function rate(value: number): string {
  return numberFormat({ maximumSignificantDigits: 3 }).format(value);
}

/** 0.4567 → "45%". Rounded down, so that 100% is said only when it is so. */
export function percent(share: number): string {
  return numberFormat({ style: "percent" }).format(Math.floor(share * 100) / 100);
}

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** Bytes in units of 1024, three figures at most: 88992196 → "84.9 MB". */
export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log(value) / Math.log(1024)), UNITS.length - 1);
  const scaled = value / 1024 ** power;
  const digits = power === 0 || scaled >= 100 ? 0 : 1;
  return `${numberFormat({ maximumFractionDigits: digits }).format(scaled)} ${UNITS[power]}`;
}

/** Seconds as a person says them: 0.84 → "0.8 s", 125 → "2 min 5 s". */
export function duration(seconds: number): string {
  if (seconds > 0 && seconds < 0.1) return `< ${tenths(0.1)} s`;
  if (seconds < 10) return `${tenths(Math.max(seconds, 0))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return joined(Math.floor(whole / 60), "min", whole % 60, "s");
  return joined(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "min");
}

function tenths(value: number): string {
  return numberFormat({ maximumFractionDigits: 1 }).format(value);
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const first = `${count(large)} ${largeUnit}`;
  return small === 0 ? first : `${first} ${small} ${smallUnit}`;
}

/** How long ago, in the words of the language; past a week, the date. */
export function ago(iso: string, now: number = Date.now()): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  const passed = Math.abs(seconds);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (passed < 45) return relative.format(0, "second");
  if (passed < 2700) return relative.format(Math.round(seconds / 60), "minute");
  if (passed < 72_000) return relative.format(Math.round(seconds / 3600), "hour");
  if (passed < 604_800) return relative.format(Math.round(seconds / 86_400), "day");
  return day(iso);
}

/** "4 Mar 2026". */
export function day(iso: string): string {
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }).format(
    new Date(iso),
  );
}

/** "14:05:09" of today, "4 Mar 2026, 14:05:09" of another day. */
export function clock(iso: string, now: number = Date.now()): string {
  if (day(iso) !== day(new Date(now).toISOString())) return moment(iso);
  return new Intl.DateTimeFormat(locale, { timeStyle: "medium", hourCycle: "h23" }).format(new Date(iso));
}

/** "4 Mar 2026, 14:05:09" in the reader's own time zone. */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(new Date(iso));
}
