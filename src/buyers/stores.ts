import type { Instant } from "../clock.ts";
import type { BuyerId } from "../ids.ts";
import type { Buyer } from "./buyer.ts";

/** Somebody who has bought here. One for each e-mail address, however it is written. */
export interface KnownBuyer {
  readonly id: BuyerId;
  /** What they last said of themselves. */
  readonly buyer: Buyer;
  readonly firstOrderAt: Instant;
  readonly lastOrderAt: Instant;
}

/** Buyers on disk. Everything but reading only in a write job. */
export interface BuyerStore {
  byEmail(email: string): Promise<KnownBuyer | undefined>;
  /**
   * Keeps that somebody bought: under this id when they are new, or what they say of themselves now. Gives the id they are
   * known by.
   */
  remember(id: BuyerId, buyer: Buyer, now: Instant): Promise<BuyerId>;
  remove(id: BuyerId): Promise<void>;
}
