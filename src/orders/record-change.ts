import type { Actor, AuditEntry, AuditStore } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { DiscountStore } from "../discounts/stores.ts";
import { newId } from "../ids.ts";
import type { OutboxAppender } from "../outbox/stores.ts";
import type { Order } from "./order.ts";
import type { OrderStore } from "./stores.ts";

/** What a change of an order writes. */
export interface ChangeStores {
  readonly orders: Pick<OrderStore, "replace">;
  readonly outbox: OutboxAppender;
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
 * Writes an order that has changed, the event that tells its agent, and the audit row that tells who did it: the one way
 * in which an order changes after it was made. An order that comes to nothing gives back the discounts it had used.
 * In a write job, in the job of whatever caused the change.
 */
export async function recordChange(
  { orders, outbox, audit, discounts }: ChangeStores,
  before: Order,
  changed: Order,
  { actor, action, details = {} }: AuditAction,
  now: Instant,
): Promise<Order> {
  const order: Order = { ...changed, updatedAt: now };
  await orders.replace(order);
  if (order.status === "canceled" && before.status !== "canceled") await discounts.giveBack(order.attemptId);
  await outbox.append({
    id: newId("EventId"),
    agentId: order.agentId,
    orderId: order.id,
    type: "order_update",
    createdAt: now,
    order,
  });
  await audit.append({ at: now, actor, action, subject: order.id, details });
  return order;
}
