import type { Instant } from "../clock.ts";
import type { AgentId, AttemptId, DiscountId } from "../ids.ts";
import type { BuyerKey, Discount } from "./discount.ts";

/** What is found instead of a discount when codes are being guessed: see code-guesses.ts. */
export const tooManyGuesses = "too_many_guesses";

/** Looking discounts up to grant them. The hot path: nothing here scans. */
export interface DiscountReader {
  /** By its code in upper case, whether it still holds or not; or that whoever asks has guessed too often. */
  byCode(code: string): Promise<Discount | typeof tooManyGuesses | undefined>;
  /** Automatic discounts that are not disabled, in order of priority. Few: every cart is held against each. */
  automatic(): Promise<readonly Discount[]>;
  /** How often it was used or is held for an open attempt. */
  uses(
    id: DiscountId,
    buyer: BuyerKey | undefined,
  ): Promise<{ readonly total: number; readonly byBuyer: number }>;
}

/** Codes that agents have tried lately and that are none, by their SHA-256 in hex, on disk. Only in a write job. */
export interface CodeGuessStore {
  /**
   * The wrong codes an agent tried after `since`; older ones are forgotten. One from the future was tried before the
   * clock was set back: it counts as tried at `now`.
   */
  recent(agent: AgentId, since: Instant, now: Instant): Promise<ReadonlySet<string>>;
  /** Notes a wrong code, or that it was tried again. */
  put(agent: AgentId, codeHash: string, now: Instant): Promise<void>;
}

/** Discounts on disk. Writing only in a write job. */
export interface DiscountStore extends DiscountReader {
  byCode(code: string): Promise<Discount | undefined>;
  /** Counts one use for the attempt. It stays counted when the order is made, and is given back with the attempt. */
  use(attempt: AttemptId, id: DiscountId, buyer: BuyerKey | undefined, now: Instant): Promise<void>;
  /** Gives back what the attempt used. Nothing happens when it used none. */
  giveBack(attempt: AttemptId): Promise<void>;
  /** Keeps the uses of a buyer who is erased, but no longer whose they were. */
  forgetBuyer(buyer: BuyerKey): Promise<void>;
  /** Adds it. Gives false, and changes nothing, when another discount has its code. */
  insert(discount: Discount): Promise<boolean>;
  replace(discount: Discount): Promise<void>;
  find(id: DiscountId): Promise<Discount | undefined>;
  /** All of them, the newest first. */
  all(): Promise<readonly Discount[]>;
}
