import { HOUR, type Instant, instant } from "../clock.ts";

/** Formatters are slow to make, and there is one time zone a shop. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day of a moment in an IANA time zone, as ISO 8601 writes it. */
export function dayOf(at: Instant, timezone: string): string {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
    formats.set(timezone, format);
  }
  return format.format(at);
}

/** When a day begins in an IANA time zone. No zone is further than 14 hours from UTC, and all begin on a whole second. */
export function startOfDay(day: string, timezone: string): Instant {
  const inUtc = Date.parse(`${day}T00:00:00Z`);
  let [before, at] = [(inUtc - 15 * HOUR) / 1000, (inUtc + 15 * HOUR) / 1000];
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (dayOf(instant(middle * 1000), timezone) < day) before = middle;
    else at = middle;
  }
  return instant(at * 1000);
}

/** The day after one, as ISO 8601 writes it. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * HOUR).toISOString().slice(0, 10);
}
