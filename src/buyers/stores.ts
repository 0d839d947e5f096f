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
  /** Inserts the buyer, or replaces the one of this id. */
  put(buyer: KnownBuyer): Promise<void>;
  remove(id: BuyerId): Promise<void>;
}
