import { expect, test } from "bun:test";
import fc from "fast-check";
import { RateLimit } from "../../src/http/rate-limit.ts";
import { SetClock } from "./request-pipeline.ts";

test("a full bucket takes a minute's requests at once and then refills evenly", () => {
  const clock = new SetClock();
  const limit = new RateLimit(60, clock);
  for (let index = 0; index < 60; index += 1) expect(limit.take("a")).toBeUndefined();
  expect(limit.take("a")).toBe(1);
  clock.at += 1000;
  expect(limit.take("a")).toBeUndefined();
  expect(limit.take("a")).toBe(1);
  clock.at += 60_000;
  for (let index = 0; index < 60; index += 1) expect(limit.take("a")).toBeUndefined();
});

test("whoever waits as long as told is served", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.array(fc.nat(5000)),
      (perMinute, suspendedEndpoints) => {
        const clock = new SetClock();
        const limit = new RateLimit(perMinute, clock);
        for (const pause of suspendedEndpoints) {
          clock.at += pause;
          const seconds = limit.take("a");
          if (seconds !== undefined) {
            clock.at += seconds * 1000;
            expect(limit.take("a")).toBeUndefined();
          }
        }
      },
    ),
  );
});

test("exactly the limit is served at once, whatever the limit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), (perMinute) => {
      const limit = new RateLimit(perMinute, new SetClock());
      let served = 0;
      while (limit.take("a") === undefined) served += 1;
      expect(served).toBe(perMinute);
    }),
  );
});

test("callers have buckets of their own", () => {
  const limit = new RateLimit(1, new SetClock());
  expect(limit.take("a")).toBeUndefined();
  expect(limit.take("b")).toBeUndefined();
  expect(limit.take("a")).toBe(60);
});

test("a clock that is set back refuses nobody", () => {
  const clock = new SetClock();
  const limit = new RateLimit(60, clock);
  for (let index = 0; index < 60; index += 1) expect(limit.take("a")).toBeUndefined();
  clock.at -= 86_400_000;
  expect(limit.take("b")).toBeUndefined();
  expect(limit.take("a")).toBe(1);
  clock.at += 60_000;
  expect(limit.take("a")).toBeUndefined();
});

test("whoever is limited stays so, however many others call", () => {
  const limit = new RateLimit(3, new SetClock());
  for (let index = 0; index < 3; index += 1) limit.take("attacker");
  for (let index = 0; index < 100_000; index += 1) expect(limit.take(`other ${index}`)).toBeUndefined();
  expect(limit.take("attacker")).toBe(20);
});

test("even 30,000 who are all limited stay so, and strangers are served", () => {
  const limit = new RateLimit(1, new SetClock());
  for (let index = 0; index < 30_000; index += 1) expect(limit.take(`${index}`)).toBeUndefined();
  for (let index = 0; index < 30_000; index += 1) expect(limit.take(`${index}`)).toBe(60);
  expect(limit.take("stranger")).toBeUndefined();
});

test("those who asked for least are forgotten first", () => {
  const limit = new RateLimit(10, new SetClock());
  for (let index = 0; index < 9; index += 1) limit.take("busy");
  for (let index = 0; index < 10_000; index += 1) limit.take(`${index}`);
  expect([limit.take("busy"), limit.take("busy")]).toEqual([undefined, 6]);
});

test("callers who are quiet again are forgotten", () => {
  const clock = new SetClock();
  const limit = new RateLimit(1, clock);
  for (let index = 0; index < 50_000; index += 1) limit.take(`${index}`);
  expect(limit.remembered).toBe(50_000);
  for (let minute = 0; minute < 10; minute += 1) {
    clock.at += 61_000;
    for (let index = 0; index < 10_000; index += 1) limit.take(`${minute} ${index}`);
  }
  expect(limit.remembered).toBeLessThan(50_000);
});

test("each of several processes serves its share, and one request at least", () => {
  const clock = new SetClock();
  let processes = 1;
  const limit = new RateLimit(60, clock, { liveNodes: () => processes });
  const served = (caller: string) => {
    let count = 0;
    while (limit.take(caller) === undefined) count += 1;
    return count;
  };
  processes = 3;
  expect(served("a")).toBe(20);
  processes = 600;
  expect(served("b")).toBe(1);
  processes = 1;
  expect(served("c")).toBe(60);
});
