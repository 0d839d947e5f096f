import { type Clock, MINUTE } from "../clock.ts";
import { ALONE, type LiveNodes } from "../storage.ts";

/** How many callers are remembered before anybody is forgotten. */
const REMEMBERED = 10_000;

/**
 * A token bucket for each caller, in memory: `perMinute` requests at once, refilled evenly over a minute.
 *
 * The bucket is kept as one number, the moment at which it will be full again (GCRA): a request moves it one interval
 * ahead, and is refused when it would lie more than a minute ahead.
 *
 * Whoever is limited is remembered until the minute is over, however many others call: memory is bounded all the same,
 * since each of them has had `perMinute` requests answered within it.
 *
 * Where several processes count, each answers its share of `perMinute`, and one at least.
 */
export class RateLimit {
  readonly #interval: number;
  readonly #clock: Pick<Clock, "tick">;
  readonly #nodes: LiveNodes;
  readonly #fullAt = new Map<string, number>();
  /** At how many callers some are forgotten next. */
  #forgetAt = REMEMBERED;

  /** @param perMinute a whole number of at least 1. */
  constructor(perMinute: number, clock: Pick<Clock, "tick">, nodes: LiveNodes = ALONE) {
    this.#interval = MINUTE / perMinute;
    this.#clock = clock;
    this.#nodes = nodes;
  }

  /** How many callers are remembered. */
  get remembered(): number {
    return this.#fullAt.size;
  }

  /** Takes one request from `caller`'s bucket. Gives `undefined`, or in how many seconds to try again, at least 1. */
  take(caller: string): number | undefined {
    const now: number = this.#clock.tick();
    const fullAt = Math.max(this.#fullAt.get(caller) ?? 0, now) + this.#cost();
    // A millisecond of leeway: intervals such as 60000/7 are not whole, and their sum must not cost a request.
    const wait = fullAt - now - MINUTE - 1;
    if (wait > 0) return Math.max(1, Math.ceil(wait / 1000));
    if (!this.#fullAt.has(caller) && this.#fullAt.size >= this.#forgetAt) this.#forgetSome(now);
    this.#fullAt.set(caller, fullAt);
    return undefined;
  }

  /** How far one request moves the moment at which a bucket is full, ms. */
  #cost(): number {
    return Math.min(MINUTE, this.#interval * this.#nodes.liveNodes());
  }

  /**
   * Forgets who has been quiet for a minute and, where others leave too little room, those who have asked for least, to
   * whom it gives least. It goes over all of them, so it makes room for as many as it leaves.
   */
  #forgetSome(now: number): void {
    const limited = now + MINUTE - this.#cost();
    const busiestFirst = [...this.#fullAt].sort(([, one], [, other]) => other - one);
    this.#fullAt.clear();
    for (const [caller, fullAt] of busiestFirst) {
      const isKept = this.#fullAt.size < REMEMBERED / 2 ? fullAt > now : fullAt > limited;
      if (!isKept) break;
      this.#fullAt.set(caller, fullAt);
    }
    this.#forgetAt = Math.max(REMEMBERED, this.#fullAt.size * 2);
  }
}
