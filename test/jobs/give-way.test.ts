import { expect, test } from "bun:test";
import { givingWay } from "../../src/jobs/give-way.ts";

test("a step is followed by a pause of four times what it took to be on disk", async () => {
  let kept = 0;
  let took = 0;
  const write = givingWay(async (job) => {
    const began = performance.now();
    const result = await job({});
    await Bun.sleep(3);
    kept = performance.now();
    took = kept - began;
    return result;
  });
  expect(await write(async () => "done")).toBe("done");
  // No pause is longer than 200 ms, and a timer may be a millisecond early.
  expect(performance.now() - kept).toBeGreaterThanOrEqual(Math.min(200, 4 * took) - 1);
});

test("a job's rows are locked when it says", async () => {
  const heard: unknown[] = [];
  const write = givingWay(async (job, locks) => {
    heard.push(locks);
    return job({});
  });
  await write(async () => {}, "at_end");
  expect(heard).toEqual(["at_end"]);
});
