import type { Write } from "../storage.ts";

/** Such jobs have the database for no more than a fifth of the time. */
const PAUSE_FOR_EACH_MS = 4;

/** A step that hung, on a full disk perhaps, is no reason to wait for as long again. */
const LONGEST_PAUSE_MS = 200;

/**
 * Writes as `write` does, and then leaves the database alone for four times as long as that took to be on disk: for
 * jobs that change much, step by step, and that nobody waits for. They rest whether or not others were seen to write:
 * between two requests a second apart nobody is, and the one that comes would wait for a step that has just begun.
 */
export function givingWay<Stores>(write: Write<Stores>): Write<Stores> {
  return async (job, locks) => {
    const { result, began } = await write(async (stores) => {
      const began = performance.now();
      return { result: await job(stores), began };
    }, locks);
    await Bun.sleep(Math.min(LONGEST_PAUSE_MS, PAUSE_FOR_EACH_MS * (performance.now() - began)));
    return result;
  };
}
