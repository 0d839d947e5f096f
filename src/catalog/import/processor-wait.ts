import { readFileSync } from "node:fs";

/**
 * How long this thread has stood ready to run while others had the processors, in ms since it began: what grows says that
 * somebody else has work to do. Linux counts it; elsewhere it is always 0.
 */
export function waitedForProcessor(): number {
  try {
    const [, waited = "0"] = readFileSync("/proc/thread-self/schedstat", "latin1").split(" ");
    return Number(waited) / 1_000_000;
  } catch {
    return 0;
  }
}
