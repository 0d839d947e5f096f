import type { Minor } from "../money.ts";
import type { BegunRefund } from "../payments/begin-refund.ts";
import type { CaptureAnswer } from "../payments/captures.ts";
import type { Refund } from "../payments/refund.ts";
import type { LineItemReference, Order } from "./order.ts";
import type { OrderServiceStores } from "./order-service-stores.ts";

/** What taking goods out of an order would do. */
export interface GoodsOutForeseen {
  readonly units: readonly LineItemReference[];
  /** What would go back to the buyer, minor units. */
  readonly amount: Minor;
}

/** A refund that was written down, and the order it is of. */
export interface BegunOrderRefund {
  readonly order: Order;
  readonly begun: BegunRefund;
}

/** How much goes back with goods that go out: what was paid for them, another amount (minor units), or nothing. */
export type MoneyBack = "price" | "none" | Minor;

/** An order after the dashboard has worked on it, and what became of its money. */
export interface OrderServiceResult {
  readonly order: Order;
  /** The refund that went with it; it may be pending, and is then finished by and by, or have failed. */
  readonly refund?: Refund | undefined;
  /** What became of money that was only authorised until the goods left. */
  readonly capture?: CaptureAnswer | undefined;
}

/**
 * Written by the very job that changes an order, with what came of it so far: a refund that goes with it is still to be
 * asked for.
 */
export type InOrderTransaction = (
  stores: Pick<OrderServiceStores, "idempotency">,
  result: OrderServiceResult,
) => Promise<void>;
