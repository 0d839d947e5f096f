import { type Clock, MINUTE, passedSince, SECOND, type Tick } from "../../../clock.ts";

/** Wrong passwords of one account that are let pass before each next one waits. */
const FREE = 5;
const FIRST_WAIT = 2 * SECOND;
const LONGEST_WAIT = 15 * MINUTE;
/** Accounts that are counted at a time: what is beyond is forgotten, the oldest first. */
const MOST_ACCOUNTS = 10_000;

interface Wrong {
  readonly count: number;
  readonly last: Tick;
}

/**
 * Slows down who guesses at one person's password from many addresses: after a few wrong ones each next try waits twice
 * as long as the one before, a quarter of an hour at most. Counted by address, whether anybody has it or not.
 */
export class PasswordGuesses {
  readonly #clock: Pick<Clock, "tick">;
  readonly #wrong = new Map<string, Wrong>();

  constructor(clock: Pick<Clock, "tick">) {
    this.#clock = clock;
  }

  /** How long the next try of an account waits, s; `undefined` where it need not. */
  waitSeconds(email: string): number | undefined {
    const found = this.#wrong.get(email);
    if (!found || found.count < FREE) return undefined;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (found.count - FREE));
    const left = wait - passedSince(found.last, this.#clock);
    return left > 0 ? Math.ceil(left / SECOND) : undefined;
  }

  wrong(email: string): void {
    const count = (this.#wrong.get(email)?.count ?? 0) + 1;
    this.#wrong.delete(email);
    for (const oldest of this.#wrong.keys()) {
      if (this.#wrong.size < MOST_ACCOUNTS) break;
      this.#wrong.delete(oldest);
    }
    this.#wrong.set(email, { count, last: this.#clock.tick() });
  }

  /** After the right one. */
  forget(email: string): void {
    this.#wrong.delete(email);
  }
}
