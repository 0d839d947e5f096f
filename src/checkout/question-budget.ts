import { type Clock, DAY, passedSince, type Tick } from "../clock.ts";
import type { SessionId } from "../ids.ts";
import { ALONE, type LiveNodes } from "../storage.ts";

/** Questions a day for one checkout: someone who tries every quantity and address of theirs needs fewer. */
const PER_CHECKOUT = 40;

/**
 * How often carriers, and whoever computes tax, are asked in a day on behalf of people whom nobody vouches for: buyers on
 * the shop's pages, and agents without a key. What was answered before is not asked again and not counted. Kept in
 * memory: a day begins with the first question, and anew when the server starts. Of several processes each asks its share.
 */
export class QuestionBudget {
  readonly #perDay: number;
  readonly #clock: Pick<Clock, "tick">;
  readonly #spent: () => void;
  readonly #nodes: LiveNodes;
  readonly #ofCheckout = new Map<SessionId, number>();
  #asked = 0;
  /** Whether it was told that this day's are spent. */
  #isTold = false;
  #since: Tick | undefined;

  /**
   * @param perDay of everybody together; 0 asks nobody.
   * @param spent is told, once a day, that there is nothing left.
   */
  constructor(perDay: number, clock: Pick<Clock, "tick">, spent: () => void, nodes: LiveNodes = ALONE) {
    this.#perDay = perDay;
    this.#clock = clock;
    this.#spent = spent;
    this.#nodes = nodes;
  }

  /** Takes one question, on behalf of a checkout where there is one already. Gives whether it may be asked. */
  take(checkout?: SessionId): boolean {
    if (this.#since === undefined || passedSince(this.#since, this.#clock) >= DAY) this.#beginDay();
    if (this.#asked >= Math.ceil(this.#perDay / this.#nodes.liveNodes())) {
      if (!this.#isTold) this.#spent();
      this.#isTold = true;
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
    this.#isTold = false;
    this.#ofCheckout.clear();
  }
}
