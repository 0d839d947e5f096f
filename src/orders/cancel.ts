import type { Instant } from "../clock.ts";
import { newId } from "../ids.ts";
import { withAdjustment } from "./adjust.ts";
import { withoutWaiting } from "./fulfillments.ts";
import type { Adjustment, LineItemReference, Order } from "./order.ts";
import { changed, type OrderChange, refused } from "./refusal.ts";
import { orderStatusAfter } from "./status.ts";
import { chooseUnits, fulfilled, type UnitsLeft, unfulfilled, unitsOf, withQuantities } from "./units.ts";
import { isWithdrawal } from "./withdrawal.ts";

/** Why an order changed, in the merchant's words, for buyer and agent. */
export interface Grounds {
  /** "Sold out at our warehouse". */
  readonly description?: string | undefined;
  /** A code of the merchant's own, such as `defective`. */
  readonly reason?: string | undefined;
}

/** Goods that will not be sent. */
export interface Cancellation extends Grounds {
  /** Which; absent: everything that has not been handed over. */
  readonly lineItems?: readonly LineItemReference[] | undefined;
}

/** An order with goods taken out of it. */
export interface GoodsOut {
  readonly order: Order;
  /** What was taken out. */
  readonly units: readonly LineItemReference[];
}

/**
 * Takes goods out of an order that have not left. The order is canceled when nothing of it is wanted any more and
 * nothing was ever handed over. Money and stock are the caller's.
 *
 * @param claimed units that a refund under way takes out already.
 */
export function cancelUnits(
  order: Order,
  cancellation: Cancellation,
  now: Instant,
  claimed: readonly LineItemReference[] = [],
): OrderChange<GoodsOut> {
  if (order.status === "canceled") return refused({ kind: "wrong_status", status: order.status });
  const chosen = chooseUnits(order, cancellation.lineItems, withoutClaimed(claimed, unfulfilled));
  if (!chosen.ok) return chosen;
  const units = chosen.value;
  const fewer = withoutWaiting(withQuantities(order, units, { current: -1 }), units, now);
  return changed({ order: concluded(fewer, "cancellation", units, cancellation, now), units });
}

/** Goods that come back. */
export interface Return extends Grounds {
  /** Which; absent: everything that was handed over. */
  readonly lineItems?: readonly LineItemReference[] | undefined;
}

/**
 * Notes that goods came back which the buyer had, or should have had. Money and stock are the caller's.
 *
 * @param claimed as for {@link cancelUnits}.
 */
export function takeBack(
  order: Order,
  returned: Return,
  now: Instant,
  claimed: readonly LineItemReference[] = [],
): OrderChange<GoodsOut> {
  const chosen = chooseUnits(order, returned.lineItems, withoutClaimed(claimed, fulfilled));
  if (!chosen.ok) return chosen;
  const units = chosen.value;
  const fewer = withQuantities(order, units, { current: -1, fulfilled: -1 });
  return changed({ order: concluded(fewer, "return", units, returned, now), units });
}

function withoutClaimed(claimed: readonly LineItemReference[], left: UnitsLeft): UnitsLeft {
  return (line) => Math.max(0, left(line) - unitsOf(claimed, line.id));
}

function concluded(
  order: Order,
  type: Adjustment["type"],
  lineItems: readonly LineItemReference[],
  { description, reason }: Grounds,
  now: Instant,
): Order {
  // A buyer's withdrawal waits for the goods to be taken out: that is its end.
  const waiting = order.adjustments.find((each) => isWithdrawal(each) && each.status === "pending");
  const adjustment: Adjustment = {
    id: newId("AdjustmentId"),
    type,
    status: "completed",
    occurredAt: now,
    lineItems,
    description,
    reason,
  };
  const before = waiting ? withAdjustment(order, { ...waiting, status: "completed" }) : order;
  const adjusted = { ...before, adjustments: [...before.adjustments, adjustment] };
  return { ...adjusted, status: orderStatusAfter(adjusted) };
}
