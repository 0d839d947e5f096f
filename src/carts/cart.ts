import type { Buyer, UnreachableBuyer } from "../buyers/buyer.ts";
import type { BuyerContext } from "../buyers/buyer-context.ts";
import type { LineItem, Message } from "../checkout/session.ts";
import type { Instant } from "../clock.ts";
import type { AgentId, CartId, SessionId } from "../ids.ts";
import type { Currency } from "../money.ts";
import type { Total } from "../pricing/amounts.ts";
import type { AppliedDiscount } from "../pricing/discount.ts";

/** Things put together before anyone pays: estimates only, no address, no payment, no status (2026-04-17 cart RFC). */
export interface Cart {
  readonly id: CartId;
  readonly agentId: AgentId;
  /** A canceled cart answers 404 like one that never was. */
  readonly canceled: boolean;
  /** Unguessable part of the address of the cart's page: who has the link may see the cart. */
  readonly pageToken: string;
  readonly currency: Currency;
  readonly buyer?: Buyer | undefined;
  readonly unreachableBuyer?: UnreachableBuyer | undefined;
  readonly buyerContext?: BuyerContext | undefined;
  readonly locale?: string | undefined;
  readonly lineItems: readonly LineItem[];
  /** Codes to be tried at its checkout; absent: none. What is wrong with one is said in `messages`. */
  readonly discountCodes?: readonly string[] | undefined;
  /** What codes, or discounts without one, take off now; absent on carts of programs that did not keep it. */
  readonly appliedDiscounts?: readonly AppliedDiscount[] | undefined;
  /** What the buyer wants the merchant to know. */
  readonly orderNotes?: string | undefined;
  /** Estimates: without tax and delivery, which need an address. */
  readonly totals: readonly Total[];
  readonly messages: readonly Message[];
  /** The checkout that was begun from it as it is now. */
  readonly sessionId?: SessionId | undefined;
  /** The checkout that was begun from it before it was changed. */
  readonly earlierSessionId?: SessionId | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly expiresAt: Instant;
}

/** Carts on disk. `insert` and `replace` only in a write job. */
export interface CartStore {
  insert(cart: Cart): Promise<void>;
  replace(cart: Cart): Promise<void>;
  find(id: CartId): Promise<Cart | undefined>;
  byPageToken(token: string): Promise<Cart | undefined>;
  /** Forgets carts whose time was over before `before`, at most `limit`. Gives how many. */
  forget(before: Instant, limit: number): Promise<number>;
}
