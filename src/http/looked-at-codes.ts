import { type Clock, MINUTE } from "../clock.ts";
import { type DiscountReader, tooManyGuesses } from "../discounts/stores.ts";
import type { LiveNodes } from "../storage.ts";
import { SharedAllowance } from "./shared-allowance.ts";

/** Wrong codes a minute of all who look together. */
const MOST_WRONG_CODES = 20;

/**
 * Looking codes up for pages that only show what something comes to. Nothing is written by looking, so wrong codes are
 * counted in memory; an address may try as many as it leaves for others.
 */
export class LookedAtCodes {
  readonly #wrong: SharedAllowance;

  constructor(clock: Pick<Clock, "tick">, nodes?: LiveNodes) {
    this.#wrong = new SharedAllowance(MOST_WRONG_CODES, MINUTE, clock, nodes);
  }

  /** Looks up as `discounts` does, until too many codes were none. */
  of(address: string, discounts: DiscountReader): DiscountReader {
    return {
      byCode: async (code) => {
        if (this.#wrong.wait(address) !== undefined) return tooManyGuesses;
        const found = await discounts.byCode(code);
        if (!found) this.#wrong.take(address);
        return found;
      },
      automatic: () => discounts.automatic(),
      uses: (id, buyer) => discounts.uses(id, buyer),
    };
  }
}
