import { after, type Instant, MINUTE } from "../clock.ts";
import type { AgentId } from "../ids.ts";
import { type CodeGuessStore, type DiscountReader, tooManyGuesses } from "./stores.ts";

/**
 * So many different codes that are none may come by one agent a minute, from all its buyers together. At this rate it
 * takes two hundred years to try every code of six letters and digits.
 */
const WRONG_CODES_A_MINUTE = 20;

/**
 * Looks codes up for an agent as `discounts` does, until it has tried too many that are none: then it waits a minute
 * before another is looked up. In a write job; a wrong code counts with the change that calls it wrong.
 *
 * @param known codes, in upper case, that were looked up for this session before: these always are again.
 */
export function slowedDown(
  { discounts, codeGuesses }: { readonly discounts: DiscountReader; readonly codeGuesses: CodeGuessStore },
  agent: AgentId,
  known: ReadonlySet<string>,
  now: Instant,
): DiscountReader {
  return {
    async byCode(code) {
      const wrong = await codeGuesses.recent(agent, after(now, -MINUTE), now);
      const hash = new Bun.CryptoHasher("sha256").update(code).digest("hex");
      if (wrong.size >= WRONG_CODES_A_MINUTE && !wrong.has(hash) && !known.has(code)) return tooManyGuesses;
      const found = await discounts.byCode(code);
      if (!found) await codeGuesses.put(agent, hash, now);
      return found;
    },
    automatic: () => discounts.automatic(),
    uses: (id, buyer) => discounts.uses(id, buyer),
  };
}
