import { expect, test } from "bun:test";
import { after, instant, MINUTE } from "../../src/clock.ts";
import { CircuitBreaker } from "../../src/outbox/circuit-breaker.ts";

const now = instant(Date.parse("2026-06-01T12:00:00Z"));
const BASE = 5_000;

/** A breaker after so many failures in a row, all at once. */
function brokenBy(failures: number) {
  const breaker = new CircuitBreaker(BASE);
  for (let count = 0; count < failures; count += 1) breaker.failed(now);
  return breaker;
}

test("nine failures in a row change nothing", () => {
  expect(brokenBy(9).state(now)).toBe("closed");
});

test("ten failures in a row open the circuit", () => {
  const breaker = brokenBy(10);
  expect(breaker.state(now)).toBe("open");
  expect(breaker.restsUntil(now)).toBe(after(now, BASE));
});

test("one answer in between starts the count anew", () => {
  const breaker = brokenBy(9);
  breaker.succeeded();
  breaker.failed(now);
  expect(breaker.state(now)).toBe("closed");
});

test("after the rest one request may try, and its answer closes the circuit", () => {
  const breaker = brokenBy(10);
  const later = after(now, BASE);
  expect(breaker.state(later)).toBe("probing");
  breaker.succeeded();
  expect(breaker.state(later)).toBe("closed");
});

test("each failed try doubles the rest, up to five minutes", () => {
  const breaker = brokenBy(10);
  let time = now;
  const rests: number[] = [];
  for (let count = 0; count < 9; count += 1) {
    const until = breaker.restsUntil(time) ?? time;
    rests.push(until - time);
    time = until;
    breaker.failed(time);
  }
  expect(rests).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1_000));
});

test("requests that were under way when it opened do not make the rest longer", () => {
  expect(brokenBy(40).restsUntil(now)).toBe(after(now, BASE));
});

test("a rest from before the clock was set back is over", () => {
  expect(brokenBy(10).state(after(now, -10 * MINUTE))).toBe("probing");
});
