import { minor } from "../src/money.ts";
import type { Order } from "../src/orders/order.ts";
import type { OrderSummary } from "../src/orders/order-list.ts";
import { unitsToShip } from "../src/orders/ship.ts";

/** What a list shows of an order. */
export function orderSummaryOf(order: Order): OrderSummary {
  const { buyer, fulfillmentDetails, lineItems } = order;
  const told = [buyer?.firstName, buyer?.lastName].filter((name) => name !== undefined).join(" ");
  return {
    number: order.number,
    status: order.status,
    createdAt: order.createdAt,
    agentId: order.agentId,
    way: order.way ?? "agent",
    protocol: order.protocol,
    email: buyer?.email,
    name:
      buyer?.fullName ??
      (told === "" ? (fulfillmentDetails?.name ?? fulfillmentDetails?.address?.name) : told),
    units: lineItems.reduce((sum, line) => sum + line.quantity.ordered, 0),
    firstItem: lineItems[0]?.title,
    lines: lineItems.length,
    total: order.totals.find(({ type }) => type === "total")?.amount ?? minor(0),
    currency: order.currency,
    isToShip: unitsToShip(order).length > 0,
  };
}
