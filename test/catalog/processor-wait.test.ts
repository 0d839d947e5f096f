import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { waitedForProcessor } from "../../src/catalog/import/processor-wait.ts";

const isTold = existsSync("/proc/thread-self/schedstat");

test.skipIf(!isTold)("what a thread has waited for a processor is known, and never becomes less", () => {
  const before = waitedForProcessor();
  expect(before).toBeGreaterThanOrEqual(0);
  expect(waitedForProcessor()).toBeGreaterThanOrEqual(before);
});

test.skipIf(isTold)("where the system does not tell, nobody has waited", () => {
  expect(waitedForProcessor()).toBe(0);
});
