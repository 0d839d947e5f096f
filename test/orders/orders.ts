import { instant } from "../../src/clock.ts";
import {
  type AgentId,
  type AttemptId,
  asId,
  type LineItemId,
  type OrderId,
  type ProductId,
  type SessionId,
  type VariantId,
} from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import type { Fulfillment, LineItemReference, Order, OrderLineItem } from "../../src/orders/order.ts";
import { plannedFulfillments } from "../../src/orders/plan-fulfillments.ts";
import type { OrderChange } from "../../src/orders/refusal.ts";
import type { FulfillmentWay } from "../../src/pricing/fulfillment.ts";

/** The moment everything in these tests happens at. */
export const now = instant(Date.parse("2026-06-01T12:00:00Z"));

/** So many units of the line with this short id. */
export function units(id: string, quantity: number): LineItemReference {
  return { id: asId<LineItemId>(id), quantity };
}

/** A line of so many units at 12.00 each and 1.00 tax, shipped unless told otherwise. */
export function lineOf(id: string, ordered: number, given: Partial<OrderLineItem> = {}): OrderLineItem {
  const subtotal = minor(1200 * ordered);
  const tax = minor(100 * ordered);
  return {
    id: asId<LineItemId>(id),
    variantId: asId<VariantId>(id),
    productId: asId<ProductId>(id),
    title: id,
    requiresShipping: true,
    unitPrice: minor(1200),
    amounts: { base: subtotal, discount: minor(0), subtotal, tax, total: minor(subtotal + tax) },
    quantity: { ordered, current: ordered, fulfilled: 0 },
    ...given,
  };
}

/** A digital line: nothing to ship. */
export function downloadOf(id: string, ordered = 1, given: Partial<OrderLineItem> = {}): OrderLineItem {
  return lineOf(id, ordered, { requiresShipping: false, ...given });
}

const address = {
  name: "Ada Lovelace",
  lineOne: "1 Market St",
  city: "San Francisco",
  state: "CA",
  country: "US",
  postalCode: "94105",
};

const standard: FulfillmentWay = { type: "shipping", id: "standard", title: "Standard" };

/** Where a pickup is fetched. */
export const counter = {
  type: "pickup",
  id: "counter",
  title: "At the counter",
  location: { name: "Shop", address },
} as const satisfies FulfillmentWay;

/** A confirmed order of these lines, planned as settlement plans it. */
export function orderOf(lineItems: readonly OrderLineItem[], given: Partial<Order> = {}): Order {
  const sale = {
    protocol: { name: "acp", version: "2026-04-17" },
    buyer: { email: "ada@example.com" },
    fulfillmentDetails: { address },
    lineItems,
    totals: [
      {
        type: "total",
        displayText: "Total",
        amount: minor(lineItems.reduce((all, { amounts }) => all + amounts.total, 500)),
      },
    ],
    appliedDiscounts: [],
    delivery: given.delivery ?? standard,
  } as const;
  return {
    id: asId<OrderId>("ord_1"),
    number: 1001,
    sessionId: asId<SessionId>("cs_1"),
    agentId: asId<AgentId>("agt_1"),
    attemptId: asId<AttemptId>("pay_1"),
    permalinkToken: "token",
    status: "confirmed",
    currency: "usd" as Currency,
    ...sale,
    fulfillments: plannedFulfillments(sale),
    adjustments: [],
    createdAt: now,
    updatedAt: now,
    ...given,
  };
}

/** What a change gave. @throws with the refusal's kind when it gave none. */
export function given<Value>(change: OrderChange<Value>): Value {
  if (!change.ok) throw new Error(`refused: ${change.refusal.kind}`);
  return change.value;
}

/** Why a change gave nothing. */
export function refusalOf(change: OrderChange<unknown>): string | undefined {
  return change.ok ? undefined : change.refusal.kind;
}

/** The n-th fulfillment, from 0. @throws when there are fewer. */
export function fulfillmentAt(order: Order, index: number): Fulfillment {
  const found = order.fulfillments[index];
  if (!found) throw new Error(`the order has ${order.fulfillments.length} fulfillments`);
  return found;
}

/** Ordered, current and fulfilled units of each line, as `2/2/1`. */
export function quantitiesOf(order: Order): readonly string[] {
  return order.lineItems.map(
    ({ quantity }) => `${quantity.ordered}/${quantity.current}/${quantity.fulfilled}`,
  );
}

/** Every fulfillment as `shipping shipped: mug 2, tote 1`. */
export function waysOf(order: Order): readonly string[] {
  return order.fulfillments.map(
    ({ type, status, lineItems }) =>
      `${type} ${status}: ${lineItems.map(({ id, quantity }) => `${id} ${quantity}`).join(", ")}`,
  );
}
