import { systemClock } from "../../../src/clock.ts";
import {
  type AgentId,
  asId,
  newId,
  newUnguessableToken,
  type ProductId,
  type VariantId,
} from "../../../src/ids.ts";
import { minor, parseCurrency, ZERO } from "../../../src/money.ts";
import type { Order, OrderLineItem } from "../../../src/orders/order.ts";
import { ITEM_IDS } from "../servers/checkstand.ts";

/** A fresh order of two items, as large as one that an agent made. */
export function sampleOrder(agentId: AgentId, number: number): Order {
  const now = systemClock.now();
  return {
    id: newId("OrderId"),
    number,
    sessionId: newId("SessionId"),
    agentId,
    attemptId: newId("AttemptId"),
    protocol: { name: "acp", version: "2026-04-17" },
    permalinkToken: newUnguessableToken(),
    status: "confirmed",
    currency: parseCurrency("usd") ?? fail(),
    buyer: { email: "jane@example.com", firstName: "Jane", lastName: "Doe" },
    lineItems: ITEM_IDS.map(sampleLine),
    fulfillments: [],
    adjustments: [],
    totals: [
      { type: "subtotal", displayText: "Subtotal", amount: minor(4350) },
      { type: "fulfillment", displayText: "Shipping", amount: minor(599) },
      { type: "tax", displayText: "Tax", amount: minor(315) },
      { type: "total", displayText: "Total", amount: minor(5264) },
    ],
    appliedDiscounts: [],
    createdAt: now,
    updatedAt: now,
  };
}

function sampleLine(id: string): OrderLineItem {
  return {
    id: newId("LineItemId"),
    variantId: asId<VariantId>(id),
    productId: asId<ProductId>(`${id}-product`),
    title: `Benchmark product ${id}`,
    description: "Made to be bought very often.",
    imageUrl: `https://shop.example/images/${id}.jpg`,
    requiresShipping: true,
    unitPrice: minor(2175),
    amounts: {
      base: minor(2175),
      discount: ZERO,
      subtotal: minor(2175),
      tax: minor(158),
      total: minor(2333),
    },
    quantity: { ordered: 1, current: 1, fulfilled: 0 },
  };
}

function fail(): never {
  throw new Error("there are US dollars");
}
