import type { Instant } from "../clock.ts";

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
