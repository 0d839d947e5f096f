/** How an import, which can wait, shares database and processors with those who sell. */
export interface Pace {
  /** How long one write may go on, ms. */
  readonly writeMs: number;
  /** How long to rest before the next turn, ms. */
  readonly pauseMs: number;
}

/** How a turn went: a write, or a few milliseconds of reading. */
export interface TurnTimes {
  /** How long it waited for its turn, for a processor or for the rest of its process, ms. */
  readonly waitedMs: number;
  /** How long it took, ms; a write until it was on disk. */
  readonly tookMs: number;
}

/** A turn that waits for longer, ms, waits for others that write, or for a machine that is busy. */
const OTHERS_ARE_AT_WORK = 2;

/** While nobody else writes: what they would wait for who come now. */
const ALONE: Pace = { writeMs: 10, pauseMs: 0 };

const WRITE_BESIDE_OTHERS_MS = 3;

/** Beside others an import has database and processors for no more than a third of the time. */
const PAUSE_FOR_EACH_MS = 2;

/** A turn that hung, on a full disk perhaps, is no reason to wait for as long again. */
const LONGEST_PAUSE_MS = 200;

/** The pace of the next turn, by how late the last one came; of the first one without it. */
export function paceAfter(last?: TurnTimes): Pace {
  if (!last || last.waitedMs < OTHERS_ARE_AT_WORK) return ALONE;
  return {
    writeMs: WRITE_BESIDE_OTHERS_MS,
    pauseMs: Math.min(LONGEST_PAUSE_MS, last.tookMs * PAUSE_FOR_EACH_MS),
  };
}
