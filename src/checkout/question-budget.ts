import { type Clock, DAY, passedSince, type Tick } from "../clock.ts";
import type { SessionId } from "../ids.ts";

/** Questions a day for one checkout: someone who tries every quantity and address of theirs needs fewer. */
const PER_CHECKOUT = 40;

/**
 * How often carriers, and whoever computes tax, are asked in a day on behalf of people whom nobody vouches for: buyers on
 * the shop's pages, and agents without a key. What was answered before is not asked again and not counted. Kept in
 * memory: a day begins with the first question, and anew when the server starts.
 */
export class QuestionBudget {
  readonly #perDay: number;
  readonly #clock: Pick<Clock, "tick">;
  readonly #spent: () => void;
  readonly #ofCheckout = new Map<SessionId, number>();
  #asked = 0;
  #since: Tick | undefined;

  /**
   * @param perDay of everybody together; 0 asks nobody.
   * @param spent is told, once a day, that there is nothing left.
   */
  constructor(perDay: number, clock: Pick<Clock, "tick">, spent: () => void) {
    this.#perDay = perDay;
    this.#clock = clock;
    this.#spent = spent;
  }

  /** Takes one question, on behalf of a checkout where there is one already. Gives whether it may be asked. */
  take(checkout?: SessionId): boolean {
    if (this.#since === undefined || passedSince(this.#since, this.#clock) >= DAY) this.#beginDay();
    if (this.#asked >= this.#perDay) {
      // One more than there were says that it was told.
      if (this.#asked === this.#perDay) this.#spent();
      this.#asked = this.#perDay + 1;
      return false;
    }
    const asked = (checkout && this.#ofCheckout.get(checkout)) ?? 0;
    if (asked >= PER_CHECKOUT) return false;
    if (checkout !== undefined) this.#ofCheckout.set(checkout, asked + 1);
    this.#asked += 1;
    return true;
  }

  #beginDay(): void {
    this.#since = this.#clock.tick();
    this.#asked = 0;
    this.#ofCheckout.clear();
  }
}
