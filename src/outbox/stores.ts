import type { Instant } from "../clock.ts";
import type { AgentId, EventId, OrderId } from "../ids.ts";
import type { Order } from "../orders/order.ts";

/** Something that happened to an order and must reach its agent, with the order as it stood right after. */
export interface OutboxEvent {
  readonly id: EventId;
  readonly agentId: AgentId;
  readonly orderId: OrderId;
  readonly type: "order_create" | "order_update";
  readonly createdAt: Instant;
  readonly order: Order;
}

/** Events on disk, written in the transaction of the change they tell of. */
export interface OutboxStore {
  append(event: OutboxEvent): Promise<void>;
}
