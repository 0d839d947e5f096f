import { type Clock, MINUTE, passedSince, type Tick } from "../clock.ts";
import type { AgentId } from "../ids.ts";
import { type DiscountReader, tooManyGuesses } from "./stores.ts";

/**
 * So many different codes that are none may come by one agent a minute, from all its buyers together. At this rate it
 * takes two hundred years to try every code of six letters and digits.
 */
const WRONG_CODES_A_MINUTE = 20;

/**
 * Slows down who tries codes until one holds: an agent that has sent too many wrong ones waits a minute before another
 * is looked up. Kept in memory; a restart forgives.
 */
export class CodeGuesses {
  /** The wrong codes of each agent, and when each was last tried. */
  readonly #wrong = new Map<AgentId, Map<string, Tick>>();
  readonly #clock: Pick<Clock, "tick">;

  constructor(clock: Pick<Clock, "tick">) {
    this.#clock = clock;
  }

  /**
   * Looks codes up for an agent as `discounts` does, until it has guessed too often.
   *
   * @param known codes, in upper case, that were looked up for this session before: these always are again.
   */
  slowedDown(discounts: DiscountReader, agent: AgentId, known: ReadonlySet<string>): DiscountReader {
    return {
      byCode: async (code) => {
        const wrong = this.#recent(agent);
        if (wrong.size >= WRONG_CODES_A_MINUTE && !wrong.has(code) && !known.has(code)) return tooManyGuesses;
        const found = await discounts.byCode(code);
        if (!found) wrong.set(code, this.#clock.tick());
        return found;
      },
      automatic: () => discounts.automatic(),
      uses: (id, buyer) => discounts.uses(id, buyer),
    };
  }

  #recent(agent: AgentId): Map<string, Tick> {
    const wrong = this.#wrong.get(agent) ?? new Map<string, Tick>();
    this.#wrong.set(agent, wrong);
    for (const [code, triedAt] of wrong) if (passedSince(triedAt, this.#clock) >= MINUTE) wrong.delete(code);
    return wrong;
  }
}
