import type { Clock, Instant, Tick } from "../clock.ts";

/** How far a throw-away shop's clock was moved, on disk. `moveForward` only in a write job. */
export interface SandboxClockStore {
  /** Milliseconds; 0 where it was never moved. */
  ahead(): Promise<number>;
  /** Moves it forward by so many milliseconds, never back: what was written down would be in the future. */
  moveForward(milliseconds: number): Promise<void>;
}

/**
 * A clock ahead of another. What lasts in memory passes as well when it is moved: limits, pauses, circuit breakers.
 *
 * @param ahead by how much, ms; asked at every look.
 */
export function clockAheadOf({ now, tick }: Clock, ahead: () => number): Clock {
  return {
    now: () => (now() + ahead()) as Instant,
    tick: () => (tick() + ahead()) as Tick,
  };
}
