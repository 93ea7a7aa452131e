const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The instant at which a day begins where the reader is, or the day `after` it; undefined for what is no day. */
export function dayStart(day: string | undefined, after = 0): string | undefined {
  const [, year, month, date] = DAY.exec(day ?? "") ?? [];
  return date && new Date(Number(year), Number(month) - 1, Number(date) + after).toISOString();
}
