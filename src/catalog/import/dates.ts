import { type Instant, instant } from "../../clock.ts";
import type { Row } from "./row.ts";

/**
 * A date or date-time as a shop's clock shows it (`2026-11-27`, `2026-11-27 08:00:00`), in its IANA zone. A date alone
 * is the whole day: its first moment as a `start`, the first moment after it as an `end`. A time that a clock change
 * skips counts as what the clock then shows instead, one it repeats as the first of the two.
 */
export function readLocalInstant(
  row: Row,
  column: string,
  timezone: string,
  edge: "start" | "end",
): Instant | undefined {
  const text = row.text(column);
  if (text === undefined) return undefined;
  const [, date = "", time] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? [];
  try {
    const day = Temporal.PlainDate.from(date);
    const local = time
      ? day.toPlainDateTime(Temporal.PlainTime.from(/^\d:/.test(time) ? `0${time}` : time))
      : (edge === "end" ? day.add({ days: 1 }) : day).toPlainDateTime();
    return instant(local.toZonedDateTime(timezone).epochMilliseconds);
  } catch {
    return row.refuse(column, "must be a date like 2026-11-27, or with a time like 2026-11-27 08:00:00");
  }
}
