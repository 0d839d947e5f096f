import { expect, test } from "bun:test";
import { gatherCalls } from "../../src/jobs/gathered-calls.ts";

/** Gathered calls of a function that counts, and the end of its rests. */
function counted() {
  let made = 0;
  let resting: (() => void) | undefined;
  const calls = gatherCalls(
    20,
    () => {
      made += 1;
    },
    (_, run) => {
      resting = run;
      return () => {
        resting = undefined;
      };
    },
  );
  const rest = () => {
    const run = resting;
    resting = undefined;
    run?.();
  };
  return { calls, made: () => made, rest };
}

test("the first call is made at once", () => {
  const { calls, made } = counted();
  calls.call();
  expect(made()).toBe(1);
});

test("calls that come during the rest are made once, when it is over", () => {
  const { calls, made, rest } = counted();
  for (let count = 0; count < 5; count += 1) calls.call();
  expect(made()).toBe(1);
  rest();
  expect(made()).toBe(2);
  rest();
  expect(made()).toBe(2);
});

test("a call after the rest is made at once again", () => {
  const { calls, made, rest } = counted();
  calls.call();
  rest();
  calls.call();
  expect(made()).toBe(2);
});

test("a call that others waited for is followed by a rest, too", () => {
  const { calls, made, rest } = counted();
  calls.call();
  calls.call();
  rest();
  calls.call();
  expect(made()).toBe(2);
  rest();
  expect(made()).toBe(3);
});

test("once stopped, nothing waits any more, and later calls are made at once", () => {
  const { calls, made, rest } = counted();
  calls.call();
  calls.call();
  calls.stop();
  rest();
  expect(made()).toBe(1);
  calls.call();
  calls.call();
  expect(made()).toBe(3);
});
