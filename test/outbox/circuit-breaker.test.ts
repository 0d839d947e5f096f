import { expect, test } from "bun:test";
import { HOUR } from "../../src/clock.ts";
import { CircuitBreaker } from "../../src/outbox/circuit-breaker.ts";
import { stoppedClock } from "../checkout/shop.ts";

const BASE = 5_000;

/** A breaker after so many failures in a row, all at once. */
function brokenBy(failures: number) {
  const clock = stoppedClock();
  const breaker = new CircuitBreaker(BASE, clock);
  for (let count = 0; count < failures; count += 1) breaker.failed();
  return { breaker, clock };
}

test("nine failures in a row change nothing", () => {
  expect(brokenBy(9).breaker.state()).toBe("closed");
});

test("ten failures in a row open the circuit", () => {
  const { breaker } = brokenBy(10);
  expect(breaker.state()).toBe("open");
  expect(breaker.restLeft()).toBe(BASE);
});

test("one answer in between starts the count anew", () => {
  const { breaker } = brokenBy(9);
  breaker.succeeded();
  breaker.failed();
  expect(breaker.state()).toBe("closed");
});

test("after the rest one request may try, and its answer closes the circuit", () => {
  const { breaker, clock } = brokenBy(10);
  clock.advance(BASE);
  expect(breaker.state()).toBe("probing");
  breaker.succeeded();
  expect(breaker.state()).toBe("closed");
});

test("each failed try doubles the rest, up to five minutes", () => {
  const { breaker, clock } = brokenBy(10);
  const rests: number[] = [];
  for (let count = 0; count < 9; count += 1) {
    rests.push(breaker.restLeft());
    clock.advance(breaker.restLeft());
    breaker.failed();
  }
  expect(rests).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1_000));
});

test("requests that were under way when it opened do not make the rest longer", () => {
  expect(brokenBy(40).breaker.restLeft()).toBe(BASE);
});

test("a rest lasts as long as it should when the clock is set back meanwhile", () => {
  const { breaker, clock } = brokenBy(10);
  clock.advance(-HOUR);
  expect(breaker.state()).toBe("open");
  clock.advance(BASE);
  expect(breaker.state()).toBe("probing");
});
