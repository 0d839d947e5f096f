/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. The only representation of time in domain and database. */
export type Instant = number & { readonly __unit: "ms since epoch" };

/**
 * A reading of a clock that is never set, in milliseconds since some moment of this process. Only the difference of two
 * means anything, and only while the process lives: it is never written down, nor shown.
 */
export type Tick = number & { readonly __unit: "ms of this process" };

/**
 * Where the time comes from. Injected everywhere, so that tests can stop it and make it jump.
 *
 * Whoever sets the machine's clock moves `now` forward or back. What is written down or shown is a moment of `now`; how
 * long something in memory lasts is measured by `tick`.
 */
export interface Clock {
  now(): Instant;
  tick(): Tick;
}

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  tick: () => performance.now() as Tick,
};

/** The milliseconds that have passed since `from`. Never fewer than none. */
export function passedSince(from: Tick, clock: Pick<Clock, "tick">): number {
  return clock.tick() - from;
}

/** Marks a number of milliseconds since the epoch as an {@link Instant}. */
export function instant(milliseconds: number): Instant {
  return milliseconds as Instant;
}

/** The moment `milliseconds` after `from` (before it, when negative). */
export function after(from: Instant, milliseconds: number): Instant {
  return (from + milliseconds) as Instant;
}

/** The earlier of two moments, of which either may be unknown. */
export function earlier(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

/** RFC 3339 in UTC with milliseconds, as every ACP version spells a date-time. */
export function toRfc3339(at: Instant): string {
  return new Date(at).toISOString();
}

/**
 * Reads an RFC 3339 date-time. Gives `undefined` for anything else: a date without a time, a day or hour that the
 * calendar does not have (`Date.parse` would take 30 February for 2 March), a leap second.
 */
export function fromRfc3339(text: string): Instant | undefined {
  const [, date] =
    /^(\d{4}-\d{2}-\d{2})[Tt ](?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/.exec(text) ??
    [];
  if (date === undefined || !isInCalendar(date)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : (milliseconds as Instant);
}

/** @param date as `2026-04-17`. */
function isInCalendar(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
