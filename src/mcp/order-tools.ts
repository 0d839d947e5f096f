import { type Static, Type } from "@sinclair/typebox";
import type { SessionStore } from "../checkout/stores.ts";
import { toRfc3339 } from "../clock.ts";
import { asId, type OrderId, type SessionId } from "../ids.ts";
import type { Order } from "../orders/order.ts";
import { permalinkOf } from "../orders/permalink.ts";
import type { OrderStore } from "../orders/stores.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { Shop } from "../shop.ts";
import { type AgentTool, checker, looksOnly, problemOf } from "./tool.ts";

export interface OrderToolServices {
  readonly orders: Pick<OrderStore, "find">;
  readonly sessions: Pick<SessionStore, "find">;
  readonly shop: Shop;
  readonly newest: ProtocolVersion;
}

const OrderArguments = Type.Object(
  {
    id: Type.String({
      minLength: 1,
      maxLength: 256,
      description: "The order's id, or the id of the checkout session that made it.",
    }),
  },
  { additionalProperties: true },
);
type OrderArguments = Static<typeof OrderArguments>;

/** Asking after an order. An agent sees its own orders only; another's looks like none. */
export function orderTools({ orders, sessions, shop, newest }: OrderToolServices): AgentTool[] {
  const check = checker(OrderArguments);

  async function find(id: string): Promise<Order | undefined> {
    const direct = await orders.find(asId<OrderId>(id));
    if (direct) return direct;
    const session = await sessions.find(asId<SessionId>(id));
    return session?.orderId && orders.find(session.orderId);
  }

  return [
    {
      name: "get_order_status",
      title: "Where is my order?",
      description: "Answers how an order stands: status, parcels with tracking, and refunds.",
      inputSchema: OrderArguments,
      annotations: looksOnly,
      access: "agents",
      async call(input, agent) {
        const wrong = check(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const { id } = input as OrderArguments;
        const order = await find(id);
        if (order?.agentId !== agent.id) return problemOf(newest, { kind: "not_found", what: "order" });
        return { ok: true, value: statusOf(order, shop) };
      },
    },
  ];
}

function statusOf(order: Order, shop: Shop) {
  return {
    id: order.id,
    order_number: String(order.number),
    status: order.status,
    permalink_url: permalinkOf(order, shop),
    line_items: order.lineItems.map(({ title, quantity }) => ({ title, quantity })),
    fulfillments: order.fulfillments.map((fulfillment) => ({
      type: fulfillment.type,
      status: fulfillment.status,
      carrier: fulfillment.carrier,
      tracking_number: fulfillment.trackingNumber,
      tracking_url: fulfillment.trackingUrl,
    })),
    adjustments: order.adjustments.map((adjustment) => ({
      type: adjustment.type,
      status: adjustment.status,
      amount: adjustment.amount,
      occurred_at: toRfc3339(adjustment.occurredAt),
    })),
    currency: order.currency,
    created_at: toRfc3339(order.createdAt),
    updated_at: toRfc3339(order.updatedAt),
  };
}
