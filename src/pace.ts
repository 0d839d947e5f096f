/** How writes that can wait (an import's, a purge's) share the database with those who sell. */
export interface Pace {
  /** How long one write may go on, ms. */
  readonly writeMs: number;
  /** How long to leave the database alone before the next, ms. */
  readonly pauseMs: number;
}

/** How a write went. */
export interface WriteTimes {
  /** How long it waited for its turn, ms. */
  readonly waitedMs: number;
  /** How long it then took to be on disk, ms. */
  readonly tookMs: number;
}

/** A write that waits for longer, ms, waits for others that write, or for a machine that is busy. */
const OTHERS_ARE_AT_WORK = 2;

/** While nobody else writes: what they would wait for who come now. */
const ALONE: Pace = { writeMs: 10, pauseMs: 0 };

const WRITE_BESIDE_OTHERS_MS = 3;

/** Beside others such writes have the database for no more than a fifth of the time. */
const PAUSE_FOR_EACH_MS = 4;

/** A write that hung, on a full disk perhaps, is no reason to wait for as long again. */
const LONGEST_PAUSE_MS = 200;

/** The pace of the next write, by how late the last one came to its turn; of the first one without it. */
export function paceAfter(last?: WriteTimes): Pace {
  if (!last || last.waitedMs < OTHERS_ARE_AT_WORK) return ALONE;
  return {
    writeMs: WRITE_BESIDE_OTHERS_MS,
    pauseMs: Math.min(LONGEST_PAUSE_MS, last.tookMs * PAUSE_FOR_EACH_MS),
  };
}
