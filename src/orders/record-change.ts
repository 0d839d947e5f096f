import type { Actor, AuditEntry, AuditStore } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { DiscountStore } from "../discounts/stores.ts";
import { newId } from "../ids.ts";
import type { Order } from "./order.ts";
import { type OrderEventStores, type OrderNotifications, recordOrderEvent } from "./record-order-event.ts";
import type { OrderStore } from "./stores.ts";

/** What a change of an order writes. */
export interface ChangeStores extends OrderEventStores {
  readonly orders: Pick<OrderStore, "replace">;
  readonly audit: Pick<AuditStore, "append">;
  readonly discounts: Pick<DiscountStore, "giveBack">;
}

/** Who changed an order, and how: what its audit row says beside order and time. */
export interface AuditAction {
  readonly actor: Actor;
  readonly action: `order.${string}`;
  /** In ids, quantities and minor units; nothing personal. */
  readonly details?: AuditEntry["details"] | undefined;
}

/**
 * Writes an order that has changed, the event that tells its agent with the mails to go with it, and the audit row that tells who did it: the one way
 * in which an order changes after it was made. An order that comes to nothing gives back the discounts it had used.
 * In a write job, in the job of whatever caused the change.
 */
export async function recordChange(
  stores: ChangeStores,
  before: Order,
  changed: Order,
  { actor, action, details = {} }: AuditAction,
  now: Instant,
  notifications: OrderNotifications,
): Promise<Order> {
  const { orders, audit, discounts } = stores;
  const order: Order = { ...changed, updatedAt: now };
  await orders.replace(order);
  if (order.status === "canceled" && before.status !== "canceled") await discounts.giveBack(order.attemptId);
  await recordOrderEvent(
    stores,
    {
      id: newId("EventId"),
      agentId: order.agentId,
      orderId: order.id,
      type: "order_update",
      createdAt: now,
      order,
    },
    notifications,
  );
  await audit.append({ at: now, actor, action, subject: order.id, details });
  return order;
}
