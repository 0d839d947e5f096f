import type { Minor } from "../money.ts";
import type { Total } from "../pricing/amounts.ts";
import type { Adjustment, LineItemReference, Order } from "./order.ts";

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

/** The order with these units no longer wanted: canceled before they left, or come back. */
export function withoutUnits(order: Order, units: readonly LineItemReference[]): Order {
  if (units.length === 0) return order;
  return {
    ...order,
    lineItems: order.lineItems.map((line) => {
      const gone = units.find(({ id }) => id === line.id)?.quantity ?? 0;
      const { current } = line.quantity;
      return gone === 0
        ? line
        : { ...line, quantity: { ...line.quantity, current: Math.max(0, current - gone) } };
    }),
  };
}
