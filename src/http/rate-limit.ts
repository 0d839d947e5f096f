import { type Clock, MINUTE } from "../clock.ts";

/** How many callers are remembered before those who have been quiet for a minute are forgotten. */
const remembered = 10_000;

/**
 * A token bucket for each caller, in memory: `perMinute` requests at once, refilled evenly over a minute.
 *
 * The bucket is kept as one number, the moment at which it will be full again (GCRA): a request moves it one interval
 * ahead, and is refused when it would lie more than a minute ahead.
 */
export class RateLimit {
  readonly #interval: number;
  readonly #clock: Pick<Clock, "tick">;
  readonly #fullAt = new Map<string, number>();

  /** @param perMinute a whole number of at least 1. */
  constructor(perMinute: number, clock: Pick<Clock, "tick">) {
    this.#interval = MINUTE / perMinute;
    this.#clock = clock;
  }

  /** Takes one request from `caller`'s bucket. Gives `undefined`, or in how many seconds to try again, at least 1. */
  take(caller: string): number | undefined {
    const now: number = this.#clock.tick();
    const fullAt = Math.max(this.#fullAt.get(caller) ?? 0, now) + this.#interval;
    // A millisecond of leeway: intervals such as 60000/7 are not whole, and their sum must not cost a request.
    const wait = fullAt - now - MINUTE - 1;
    if (wait > 0) return Math.max(1, Math.ceil(wait / 1000));
    if (this.#fullAt.size >= remembered) this.#forgetTheQuiet(now);
    this.#fullAt.set(caller, fullAt);
    return undefined;
  }

  #forgetTheQuiet(now: number): void {
    for (const [caller, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(caller);
    // Everyone is busy: an attack from many addresses. Forgetting all of them lets some through, and keeps memory.
    if (this.#fullAt.size >= remembered) this.#fullAt.clear();
  }
}
