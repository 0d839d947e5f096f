import { after, DAY, HOUR, type Instant, instant, SECOND } from "../clock.ts";

/** How long a delivery that fails is tried again, ms. */
const PATIENCE = 3 * DAY;
/** And how often at least, so that a clock that was set cannot use up the patience. */
const LEAST_ATTEMPTS = 10;
const LONGEST_DELAY = HOUR;
/** A server that asks for more does not get it: the event would be older news every day. */
const LONGEST_RETRY_AFTER = DAY;

/** Nothing waits longer than this for its next attempt, ms. */
export const LONGEST_WAIT = LONGEST_RETRY_AFTER;

/** A delivery that has just failed. */
export interface FailedDelivery {
  /** How many attempts there were since it became pending, this one among them. */
  readonly failures: number;
  readonly firstFailedAt: Instant;
  readonly now: Instant;
  /** When the server asked to come back. */
  readonly retryAfter?: Instant | undefined;
}

/** What to wait before the first retry, ms, and a number from 0 to 1 for jitter. */
export interface RetryTerms {
  readonly baseMs: number;
  readonly random: () => number;
}

/**
 * When a failed delivery is tried again: after `baseMs`, doubled each time up to an hour and up to a quarter more by
 * chance, never before the server asked. `undefined`: given up, after three days.
 */
export function nextAttempt(failed: FailedDelivery, { baseMs, random }: RetryTerms): Instant | undefined {
  const { failures, firstFailedAt, now, retryAfter } = failed;
  if (now - firstFailedAt >= PATIENCE && failures >= LEAST_ATTEMPTS) return undefined;
  const own = after(now, Math.round(doubled(baseMs, failures, LONGEST_DELAY) * (1 + random() / 4)));
  return instant(Math.max(own, Math.min(retryAfter ?? own, now + LONGEST_RETRY_AFTER)));
}

/** `base` after the first time, doubled for each further one, at most `longest`, ms. */
export function doubled(base: number, times: number, longest: number): number {
  return Math.min(base * 2 ** Math.min(times - 1, 30), longest);
}

/** Reads `Retry-After` (RFC 9110 10.2.3): seconds, or a date. `undefined` for anything else. */
export function readRetryAfter(value: string | null, now: Instant): Instant | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return after(now, Number(value) * SECOND);
  const date = value.endsWith("GMT") ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : instant(date);
}
