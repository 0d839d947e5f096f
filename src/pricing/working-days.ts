import { DAY, type Instant, instant, MINUTE } from "../clock.ts";
import type { Dispatch } from "./shipping.ts";

const QUARTER_HOUR = 15 * MINUTE;

/** A day of the shop's calendar, counted from 1970-01-01, so that weekdays are arithmetic. */
export type Day = number & { readonly __unit: "days since 1970-01-01" };

/**
 * The shop's calendar: which days it works, when an order leaves, and what moment an hour of a day is where it stands.
 * Time zones with their summer time are Temporal's affair.
 */
export class WorkingDays {
  readonly #dispatch: Dispatch;
  readonly #workingDays: ReadonlySet<number>;
  readonly #holidays: ReadonlySet<Day>;
  /** Moments already worked out: a conversion costs microseconds, and every cart of a day asks for the same few. */
  readonly #moments = new Map<number, Instant>();
  /** The answer for the current quarter of an hour: no zone's hours or days begin anywhere else. */
  #lastDispatch: { readonly quarter: number; readonly day: Day } | undefined;

  /** @throws RangeError for an unknown time zone, a date that is none, or a week without a working day. */
  constructor(dispatch: Dispatch) {
    this.#dispatch = dispatch;
    this.#workingDays = new Set(dispatch.workingDays.filter((day) => day >= 1 && day <= 7));
    if (this.#workingDays.size === 0)
      throw new RangeError("a shop needs at least one working day from 1 to 7");
    this.#holidays = new Set(dispatch.holidays.map((date) => dayOf(Temporal.PlainDate.from(date))));
    this.at(0 as Day, 0);
  }

  /** The day an order placed at `now` leaves the shop: handling begins on the first working day before the cut-off. */
  dispatchDay(now: Instant): Day {
    const quarter = Math.floor(now / QUARTER_HOUR);
    if (this.#lastDispatch?.quarter === quarter) return this.#lastDispatch.day;
    const day = this.#workOutDispatchDay(now);
    this.#lastDispatch = { quarter, day };
    return day;
  }

  #workOutDispatchDay(now: Instant): Day {
    const { timezone, cutOffHour, handlingDays } = this.#dispatch;
    const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
    const today = dayOf(local.toPlainDate());
    const begins = local.hour >= cutOffHour ? next(today) : today;
    return this.after(this.#orNextWorking(begins), handlingDays);
  }

  /** The working day `count` working days after `day`. */
  after(day: Day, count: number): Day {
    let at = day;
    for (let left = count; left > 0; left -= 1) at = this.#orNextWorking(next(at));
    return at;
  }

  /** The moment of a whole hour (0 to 24) of a day in the shop's time zone. */
  at(day: Day, hour: number): Instant {
    const key = day * 25 + hour;
    const known = this.#moments.get(key);
    if (known !== undefined) return known;
    const wall = Temporal.PlainDateTime.from("1970-01-01T00:00").add({ days: day, hours: hour });
    const moment = instant(wall.toZonedDateTime(this.#dispatch.timezone).epochMilliseconds);
    if (this.#moments.size > 1_000) this.#moments.clear();
    this.#moments.set(key, moment);
    return moment;
  }

  #orNextWorking(day: Day): Day {
    let at = day;
    while (!this.#workingDays.has(weekdayOf(at)) || this.#holidays.has(at)) at = next(at);
    return at;
  }
}

function dayOf(date: Temporal.PlainDate): Day {
  return (Date.UTC(date.year, date.month - 1, date.day) / DAY) as Day;
}

function next(day: Day): Day {
  return (day + 1) as Day;
}

/** 1 is Monday, 7 Sunday. 1970-01-01 was a Thursday. */
function weekdayOf(day: Day): number {
  return ((day + 3) % 7) + 1;
}
