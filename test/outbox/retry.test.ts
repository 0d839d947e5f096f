import { expect, test } from "bun:test";
import fc from "fast-check";
import { after, DAY, HOUR, type Instant, instant, MINUTE } from "../../src/clock.ts";
import { LONGEST_WAIT, nextAttempt, readRetryAfter } from "../../src/outbox/retry.ts";

const now = instant(Date.parse("2026-06-01T12:00:00Z"));
const noJitter = { baseMs: 5_000, random: () => 0 };

/** How long after its nth failure an event waits. */
function wait(failures: number, given: { firstFailedAt?: Instant; retryAfter?: Instant } = {}) {
  const next = nextAttempt({ failures, firstFailedAt: now, now, ...given }, noJitter);
  return next === undefined ? undefined : next - now;
}

for (const [failures, expected] of [
  [1, 5_000],
  [2, 10_000],
  [3, 20_000],
  [10, 2_560_000],
  [11, HOUR],
  [60, HOUR],
  [5_000, HOUR],
] as const) {
  test(`after ${failures} failures it waits ${expected / 1000} s`, () =>
    expect(wait(failures)).toBe(expected));
}

test("jitter adds up to a quarter", () => {
  const failed = { failures: 1, firstFailedAt: now, now };
  expect(nextAttempt(failed, { baseMs: 5_000, random: () => 1 })).toBe(after(now, 6_250));
});

test("a server that asks for more time gets it", () => {
  expect(wait(1, { retryAfter: after(now, MINUTE) })).toBe(MINUTE);
});

test("a server that asks for less time does not shorten the wait", () => {
  expect(wait(3, { retryAfter: after(now, 1_000) })).toBe(20_000);
});

test("a server that asks for a year gets a day", () => {
  expect(wait(1, { retryAfter: after(now, 365 * DAY) })).toBe(DAY);
});

test("after three days it is given up", () => {
  expect(wait(80, { firstFailedAt: after(now, -3 * DAY) })).toBeUndefined();
  expect(wait(80, { firstFailedAt: after(now, -3 * DAY + 1) })).toBe(HOUR);
});

test("a clock that jumped three days ahead does not end the patience", () => {
  expect(wait(2, { firstFailedAt: after(now, -400 * DAY) })).toBe(10_000);
});

test("no wait is longer than the longest, whatever the server asks and the merchant has set", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 3_600_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.option(fc.integer({ min: -DAY, max: 1e15 }), { nil: undefined }),
      (failures, baseMs, random, asked) => {
        const retryAfter = asked === undefined ? undefined : after(now, asked);
        const next = nextAttempt(
          { failures, firstFailedAt: now, now, retryAfter },
          { baseMs, random: () => random },
        );
        expect(next).toBeGreaterThan(now);
        expect(next).toBeLessThanOrEqual(after(now, LONGEST_WAIT));
      },
    ),
  );
});

for (const [value, expected] of [
  ["120", after(now, 120_000)],
  ["0", now],
  ["Mon, 01 Jun 2026 12:01:00 GMT", after(now, MINUTE)],
  ["soon", undefined],
  ["-5", undefined],
  ["", undefined],
  [null, undefined],
] as const) {
  test(`Retry-After: ${value} is read as ${expected === undefined ? "nothing" : `${expected - now} ms`}`, () => {
    expect(readRetryAfter(value, now)).toBe(expected);
  });
}
