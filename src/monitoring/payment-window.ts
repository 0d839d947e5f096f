import { type Clock, MINUTE, passedSince, type Tick } from "../clock.ts";
import type { RecentPayments } from "./observation.ts";

/** For so long what became of a payment counts as lately, ms. */
const LATELY = 30 * MINUTE;
/** More say nothing new about how payments go. */
const MOST_KEPT = 200;

/** What payments came to in the last half hour. */
export class PaymentWindow {
  readonly #clock: Pick<Clock, "tick">;
  #ended: { readonly at: Tick; readonly hasSucceeded: boolean }[] = [];

  constructor(clock: Pick<Clock, "tick">) {
    this.#clock = clock;
  }

  ended(hasSucceeded: boolean): void {
    this.#ended.push({ at: this.#clock.tick(), hasSucceeded });
    if (this.#ended.length > MOST_KEPT) this.#ended.shift();
  }

  recent(): RecentPayments {
    this.#ended = this.#ended.filter(({ at }) => passedSince(at, this.#clock) < LATELY);
    const succeeded = this.#ended.filter(({ hasSucceeded }) => hasSucceeded).length;
    return { succeeded, failed: this.#ended.length - succeeded };
  }
}
