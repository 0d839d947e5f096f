import { after, type Instant, MINUTE } from "../clock.ts";
import type { AgentId } from "../ids.ts";
import { randomBytes } from "../randomness.ts";
import { type CodeGuessStore, type DiscountReader, tooManyGuesses } from "./stores.ts";

/**
 * So many different codes that are none may come by one agent a minute, from all its buyers together. At this rate it
 * takes two hundred years to try every code of six letters and digits.
 */
const WRONG_CODES_A_MINUTE = 20;

/** Who tries codes. */
export interface CodeGuesser {
  readonly agent: AgentId;
  /** Which of the strangers that act as the agent, as {@link strangerAt} tells them apart; absent: the agent itself. */
  readonly stranger?: string | undefined;
}

/** Makes marks of addresses that nobody can lead back to them; strangers are told apart until the process ends. */
const secret = randomBytes(32);

/** Tells strangers apart by their addresses, which are kept nowhere. */
export function strangerAt(address: string): string {
  return new Bun.CryptoHasher("sha256", secret).update(address).digest("hex").slice(0, 16);
}

/**
 * Looks codes up for an agent as `discounts` does, until it has tried too many that are none: then it waits a minute
 * before another is looked up. Of strangers that act as one agent each may try as many as are left for all of them (as
 * `SharedAllowance` shares out): one alone stops at a half, and something is left for whoever has tried none. In a write
 * job; a wrong code counts with the change that calls it wrong.
 *
 * @param granted codes, in upper case, that were granted before to what they are for: these are always looked up again.
 */
export function slowedDown(
  { discounts, codeGuesses }: { readonly discounts: DiscountReader; readonly codeGuesses: CodeGuessStore },
  { agent, stranger }: CodeGuesser,
  granted: ReadonlySet<string>,
  now: Instant,
): DiscountReader {
  const mark = stranger === undefined ? "" : `${stranger} `;
  return {
    async byCode(code) {
      const wrong = await codeGuesses.recent(agent, after(now, -MINUTE), now);
      const left = WRONG_CODES_A_MINUTE - wrong.size;
      const own = stranger === undefined ? 0 : [...wrong].filter((each) => each.startsWith(mark)).length;
      const guess = `${mark}${new Bun.CryptoHasher("sha256").update(code).digest("hex")}`;
      if (own >= left && !wrong.has(guess) && !granted.has(code)) return tooManyGuesses;
      const found = await discounts.byCode(code);
      if (!found) await codeGuesses.put(agent, guess, now);
      return found;
    },
    automatic: () => discounts.automatic(),
    uses: (id, buyer) => discounts.uses(id, buyer),
  };
}
