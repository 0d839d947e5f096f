import { paceAfter } from "../pace.ts";
import type { Write } from "../storage.ts";

/**
 * Writes as `write` does, and then leaves the database alone for a while where others had been waiting for it, too: for
 * jobs that change much, step by step, and whose next step can wait. See {@link paceAfter}.
 */
export function givingWay<Stores>(write: Write<Stores>): Write<Stores> {
  return async (job) => {
    const asked = performance.now();
    const { result, began, ended } = await write(async (stores) => {
      const began = performance.now();
      const result = await job(stores);
      return { result, began, ended: performance.now() };
    });
    const { pauseMs } = paceAfter({ waitedMs: began - asked, tookMs: ended - began });
    if (pauseMs > 0) await Bun.sleep(pauseMs);
    return result;
  };
}
