import { type Clock, type Instant, instant, type Tick } from "../../../src/clock.ts";

/** Who an action belongs to: what belongs to a process dies with it. */
export type Owner = { readonly name: "provider" | "agent" | "server"; alive: boolean };

interface Action {
  readonly owner: Owner;
  readonly at: Instant;
  readonly run: () => void;
}

/** What the world waits for before it lets the next thing happen. */
export interface AtRest {
  /** Whether nothing is under way there. */
  isAtRest(): boolean;
}

/**
 * A world with its own time and its own chance: everything that waits anywhere is an action here, and which of those
 * whose time has come is next, the seed decides. The same seed gives the same story.
 */
export class World {
  readonly clock: Clock = {
    now: () => instant(this.#now),
    tick: () => this.#now as Tick,
  };
  #now = Date.parse("2026-06-01T12:00:00Z");
  #actions: Action[] = [];
  #state: number;

  /** Whether the database has to run each job again, as engines do whose jobs meet: in one world of four. */
  readonly runsJobsTwice: boolean;

  readonly #waitsFor: AtRest;

  constructor(seed: number, waitsFor: AtRest) {
    this.#waitsFor = waitsFor;
    this.#state = seed >>> 0;
    this.runsJobsTwice = seed % 4 === 0;
  }

  /** A number from 0 up to, not including, 1 (mulberry32). */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  /** Lets something happen later, at the earliest `delay` ms from now, unless its owner is dead by then. */
  later(owner: Owner, run: () => void, delay = 0): void {
    this.#actions.push({ owner, at: instant(this.#now + delay), run });
  }

  /** Does something as one action, and lets its owner hear of it in another, unless that one dies before. */
  actionOf<Result>(owner: Owner, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.later(owner, () => {
        work().then(
          (result) => this.later(owner, () => resolve(result)),
          (error: unknown) => this.later(owner, () => reject(error)),
        );
      });
    });
  }

  /** Settles later; never, when the owner dies before. */
  sleep(owner: Owner, delay: number): Promise<void> {
    return new Promise((resolve) => this.later(owner, resolve, delay));
  }

  /** Lets one thing happen, and time go to it if nothing else is due. False when nothing is left to happen. */
  async step(): Promise<boolean> {
    this.#actions = this.#actions.filter(({ owner }) => owner.alive);
    if (this.#actions.length === 0) return false;
    const due = this.#actions.filter(({ at }) => at <= this.#now);
    // Now and then time goes on although something could happen: everything may be slow.
    const next =
      due.length > 0 && !this.chance(0.05)
        ? this.pick(due)
        : this.#actions.reduce((one, other) =>
            other.at > this.#now && (one.at <= this.#now || other.at < one.at) ? other : one,
          );
    this.#actions.splice(this.#actions.indexOf(next), 1);
    this.#now = Math.max(this.#now, next.at);
    // Not waited for: it may itself wait for what is to happen.
    next.run();
    await this.rest();
    return true;
  }

  /** Waits until everything that can go on without the world has gone on. */
  async rest(): Promise<void> {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (!this.#waitsFor.isAtRest());
  }

  /** Lets time pass. */
  wait(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
