import { DAY, HOUR, type Instant, instant } from "./clock.ts";

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

/** The day so many days after one, or before it, as ISO 8601 writes it. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Whether a text is a day that the calendar has, as ISO 8601 writes it. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
}
