import type { Instant } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Minor } from "../money.ts";
import type { Total } from "../pricing/amounts.ts";
import { withoutWaiting } from "./fulfillments.ts";
import type { Adjustment, LineItemReference, Order } from "./order.ts";
import { changed, type OrderChange, refused } from "./refusal.ts";
import { orderStatusAfter } from "./status.ts";
import {
  chooseUnits,
  fulfilled,
  type UnitsLeft,
  unfulfilled,
  unitsOf,
  withoutUnits,
  withQuantities,
} from "./units.ts";

/** The order with the adjustment in it: in place of the one with the same id, else as the last. */
export function withAdjustment(order: Order, adjustment: Adjustment): Order {
  const known = order.adjustments.some(({ id }) => id === adjustment.id);
  return {
    ...order,
    adjustments: known
      ? order.adjustments.map((each) => (each.id === adjustment.id ? adjustment : each))
      : [...order.adjustments, adjustment],
  };
}

/** The order with `amount_refunded` in its bill; without that row when nothing was. `total` stays what was charged. */
export function withAmountRefunded(order: Order, amount: Minor): Order {
  const others = order.totals.filter(({ type }) => type !== "amount_refunded");
  const row: Total = { type: "amount_refunded", displayText: "Refunded", amount };
  return { ...order, totals: amount === 0 ? others : [...others, row] };
}

/**
 * The order with these units no longer wanted, because they were refunded: first those that have not left, then those
 * that come back. A line never loses more than it has.
 */
export function withoutRefundedUnits(order: Order, units: readonly LineItemReference[], now: Instant): Order {
  const unsent = atMost(order, units, unfulfilled);
  const rest = atMost(order, withoutUnits(units, unsent), fulfilled);
  if (unsent.length + rest.length === 0) return order;
  const fewer = withoutWaiting(withQuantities(order, unsent, { current: -1 }), unsent, now);
  const without = withQuantities(fewer, rest, { current: -1, fulfilled: -1 });
  return { ...without, status: orderStatusAfter(without) };
}

function atMost(
  order: Order,
  units: readonly LineItemReference[],
  left: UnitsLeft,
): readonly LineItemReference[] {
  return order.lineItems
    .map((line) => ({ id: line.id, quantity: Math.min(left(line), unitsOf(units, line.id)) }))
    .filter(({ quantity }) => quantity > 0);
}

/** A change of the deal that moves no money through the payment provider, for the record: buyer and agent see it. */
export interface Note {
  /** Store credit given, a price agreed on later, or goods exchanged. */
  readonly type: "credit" | "price_adjustment" | "exchange";
  readonly lineItems?: readonly LineItemReference[] | undefined;
  /** What the buyer gained by it, minor units with tax. */
  readonly amount?: Minor | undefined;
  readonly description?: string | undefined;
  readonly reason?: string | undefined;
}

/** Writes a {@link Note} on the order. */
export function note(order: Order, noted: Note, now: Instant): OrderChange {
  const { type, lineItems, amount, description, reason } = noted;
  if (amount !== undefined && (!Number.isSafeInteger(amount) || amount <= 0))
    return refused({ kind: "not_an_amount" });
  const chosen = lineItems && chooseUnits(order, lineItems, ({ quantity }) => quantity.ordered);
  if (chosen && !chosen.ok) return chosen;
  const adjustment: Adjustment = {
    id: newId("AdjustmentId"),
    status: "completed",
    occurredAt: now,
    lineItems: chosen?.value,
    amount,
    type,
    description,
    reason,
  };
  return changed(withAdjustment(order, adjustment));
}
