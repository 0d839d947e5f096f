import { expect, test } from "bun:test";
import { givingWay } from "../../src/jobs/give-way.ts";

test("a step that came late to its turn is followed by a pause of four times what it took", async () => {
  let ended = 0;
  let took = 0;
  const write = givingWay(async (job) => {
    await Bun.sleep(5);
    return job({});
  });
  const result = await write(async () => {
    const began = performance.now();
    while (performance.now() - began < 3);
    ended = performance.now();
    took = ended - began;
    return "done";
  });
  expect(result).toBe("done");
  // No pause is longer than 200 ms, and a timer may be a millisecond early.
  expect(performance.now() - ended).toBeGreaterThanOrEqual(Math.min(200, 4 * took) - 1);
});
