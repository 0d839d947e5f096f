import type { Clock } from "../../../clock.ts";
import type { LiveNodes } from "../../../storage.ts";
import { RateLimit } from "../../rate-limit.ts";

/** Actions a minute on one checkout: a quick buyer makes one every few seconds. */
const PER_CHECKOUT = 60;
/** Of one address, last of all: assistants and offices share theirs. */
const PER_ADDRESS = 240;
/** Of everybody together. */
const TOGETHER = 2_400;

/** How often buyers may act on our pages: each checkout, all of them together, and each address. */
export class PageLimits {
  readonly #checkout: RateLimit;
  readonly #together: RateLimit;
  readonly #address: RateLimit;

  constructor(clock: Pick<Clock, "tick">, nodes?: LiveNodes) {
    this.#checkout = new RateLimit(PER_CHECKOUT, clock, nodes);
    this.#together = new RateLimit(TOGETHER, clock, nodes);
    this.#address = new RateLimit(PER_ADDRESS, clock, nodes);
  }

  /** Counts one action. Gives `undefined`, or in how many seconds to try again. */
  take(checkout: string, address: string): number | undefined {
    return this.#checkout.take(checkout) ?? this.#address.take(address) ?? this.#together.take("all");
  }
}
