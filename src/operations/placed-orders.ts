import type { Agent } from "../agents/agent.ts";
import type { OrderId } from "../ids.ts";
import type { Order } from "../orders/order.ts";
import type { OrderStore } from "../orders/stores.ts";
import { fail, succeed } from "../problem.ts";
import type { ReadOperation } from "./operation.ts";

/** What operations on orders need of the shop. */
export interface OrderServices {
  readonly reads: { readonly orders: Pick<OrderStore, "find"> };
}

/** An agent's call on orders. */
export interface OrderContext {
  readonly agent: Agent;
  readonly services: OrderServices;
}

/**
 * Shows an agent an order that it placed. Another's looks exactly like none. Problems: `message_signature` for who only
 * claims to be somebody, `not_found`.
 */
export const getOrder: ReadOperation<{ readonly orderId: OrderId }, Order, OrderContext> = {
  name: "order get",
  kind: "read",
  async handler({ orderId }, { agent, services }) {
    if (agent.profile?.standing === "claimed")
      return fail({
        kind: "message_signature",
        reason: "signature_missing",
        detail:
          "orders are shown to agents that sign with a key of their profile, or send one of the shop's as X-API-Key",
      });
    const order = await services.reads.orders.find(orderId);
    return order?.agentId === agent.id ? succeed(order) : fail({ kind: "not_found", what: "order" });
  },
};
