import { type Instant, instant } from "../../clock.ts";

/**
 * Reads a date or a moment as exports write it: `2026-11-27`, `2026-11-27 08:00`, `2026-11-27T08:00:00.000Z`, with an
 * offset (`Z`, `+01`, `+0100`, `+01:00`) or by the clock of `timezone`, an IANA zone. The one rule for every file.
 *
 * A date alone is the whole day: its first moment as a `start`, the first moment after it as an `end`. A time that a
 * clock change skips counts as what the clock then shows instead, one it repeats as the first of the two.
 *
 * @returns `undefined` when it is neither.
 */
export function readMoment(text: string, timezone: string, edge: "start" | "end"): Instant | undefined {
  const [, date = "", time, offset] =
    /^(\d{4}-\d{2}-\d{2})(?:(?:T|\s+)(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i.exec(
      text.trim(),
    ) ?? [];
  try {
    const day = Temporal.PlainDate.from(date);
    const local = time
      ? day.toPlainDateTime(Temporal.PlainTime.from(/^\d:/.test(time) ? `0${time}` : time))
      : (edge === "end" ? day.add({ days: 1 }) : day).toPlainDateTime();
    const zone = offset === undefined ? timezone : zoneOf(offset);
    return instant(local.toZonedDateTime(zone).epochMilliseconds);
  } catch {
    return undefined;
  }
}

/** What {@link readMoment} takes, for messages. */
export const momentExamples = "a date like 2026-11-27, or with a time like 2026-11-27 08:00:00";

function zoneOf(offset: string): string {
  if (offset.toUpperCase() === "Z") return "UTC";
  const [, hours = "", minutes = "00"] = /^([+-]\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  return `${hours}:${minutes}`;
}
