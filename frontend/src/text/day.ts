/** The instant at which a day begins where the reader is, `after` days later: "2026-03-04" → "2026-03-03T23:00:00.000Z" in Vienna. */
export function dayStart(day: string, after = 0): string | undefined {
  const [year, month, date] = day.split("-").map(Number);
  const start = new Date(year ?? Number.NaN, (month ?? 1) - 1, (date ?? 1) + after);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}
