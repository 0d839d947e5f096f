import { type Instant, instant } from "../../src/clock.ts";
import {
  type AgentId,
  type AttemptId,
  asId,
  type LineItemId,
  newId,
  type OrderId,
  type ProductId,
  type SessionId,
  type VariantId,
} from "../../src/ids.ts";
import { type Currency, minor, ZERO } from "../../src/money.ts";
import type { Order } from "../../src/orders/order.ts";
import type { EventType, OutboxEvent } from "../../src/outbox/event.ts";

const placedAt = instant(Date.parse("2026-06-01T12:00:00Z"));

/** An order of two shirts and a voucher by Jane Doe, confirmed just now, but for what is `given`. */
export function orderOf(given: Partial<Order> = {}): Order {
  return {
    id: newId("OrderId"),
    number: 1001,
    sessionId: asId<SessionId>("cs_1"),
    agentId: asId<AgentId>("agt_test"),
    attemptId: asId<AttemptId>("pay_1"),
    protocol: { name: "acp", version: "2026-04-17" },
    permalinkToken: "kV3bW8hq0n5Jr1c2D4e6Fg",
    status: "confirmed",
    currency: "usd" as Currency,
    buyer: { email: "jane@example.com", firstName: "Jane", lastName: "Doe" },
    fulfillmentDetails: {
      name: "Jane Doe",
      address: {
        name: "Jane Doe",
        lineOne: "555 Golden Gate Avenue",
        city: "San Francisco",
        state: "CA",
        country: "US",
        postalCode: "94102",
      },
    },
    lineItems: [
      {
        id: asId<LineItemId>("li_shirt"),
        variantId: asId<VariantId>("shirt-small"),
        productId: asId<ProductId>("shirt"),
        title: "Linen shirt <Small>",
        requiresShipping: true,
        unitPrice: minor(4800),
        amounts: {
          base: minor(9600),
          discount: ZERO,
          subtotal: minor(9600),
          tax: minor(792),
          total: minor(10_392),
        },
        quantity: { ordered: 2, current: 2, fulfilled: 0 },
      },
      {
        id: asId<LineItemId>("li_voucher"),
        variantId: asId<VariantId>("voucher"),
        productId: asId<ProductId>("voucher"),
        title: "Voucher",
        requiresShipping: false,
        unitPrice: minor(2500),
        amounts: { base: minor(2500), discount: ZERO, subtotal: minor(2500), tax: ZERO, total: minor(2500) },
        quantity: { ordered: 1, current: 1, fulfilled: 0 },
      },
    ],
    fulfillments: [],
    adjustments: [],
    totals: [
      { type: "subtotal", displayText: "Subtotal", amount: minor(12_100) },
      { type: "fulfillment", displayText: "Shipping", amount: minor(500) },
      { type: "tax", displayText: "Tax", amount: minor(792) },
      { type: "total", displayText: "Total", amount: minor(13_392) },
    ],
    appliedDiscounts: [],
    createdAt: placedAt,
    updatedAt: placedAt,
    ...given,
  };
}

/** What happened to an order, as it is written into the outbox. */
export function eventOf(
  order: Order,
  type: EventType = "order_update",
  createdAt: Instant = placedAt,
): OutboxEvent {
  return { id: newId("EventId"), agentId: order.agentId, orderId: order.id, type, createdAt, order };
}

export const orderId = (name: string) => asId<OrderId>(`ord_${name}`);
