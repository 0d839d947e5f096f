import type { Instant } from "../clock.ts";
import { type AdjustmentId, asId, type OrderId } from "../ids.ts";
import type { Currency } from "../money.ts";
import { withAdjustment } from "../orders/adjust.ts";
import type { Adjustment, Order } from "../orders/order.ts";
import { type AuditAction, type ChangeStores, recordChange } from "../orders/record-change.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { OrderStore } from "../orders/stores.ts";
import type { PaymentAttempt } from "./attempt.ts";
import type { Dispute } from "./provider.ts";

/** A dispute over an order, as it is kept. */
export interface OrderDispute extends Dispute {
  readonly orderId: OrderId;
  readonly orderNumber: number;
  readonly currency: Currency;
}

/** Disputes on disk. `put` only in a write job. */
export interface DisputeStore {
  /** Keeps a dispute as it stands now. */
  put(dispute: OrderDispute): Promise<void>;
  /** Those that wait for the merchant's answer, the soonest deadline first; at most `limit`. */
  toAnswer(limit: number): Promise<readonly OrderDispute[]>;
  /** Those over an order, the latest first. */
  ofOrder(id: OrderId): Promise<readonly OrderDispute[]>;
}

/**
 * Keeps a dispute, shows it on its order as it stands, and tells the agent when something of it is new. In a write job.
 *
 * @returns the order when something changed.
 */
export async function recordDispute(
  stores: ChangeStores & {
    readonly orders: Pick<OrderStore, "find">;
    readonly disputes: Pick<DisputeStore, "put">;
  },
  attempt: PaymentAttempt,
  dispute: Dispute,
  now: Instant,
  notifications: OrderNotifications,
): Promise<Order | undefined> {
  const order = await stores.orders.find(attempt.orderId);
  if (!order) return undefined;
  const { id: orderId, number: orderNumber, currency } = order;
  await stores.disputes.put({ ...dispute, orderId, orderNumber, currency });
  const changed = withAdjustment(order, adjustmentOf(dispute));
  if (Bun.deepEquals(changed, order)) return undefined;
  const { reference, state, amount } = dispute;
  const auditAction: AuditAction = {
    actor: "payment_provider",
    action: "order.dispute",
    details: { reference, state, amount },
  };
  return recordChange(stores, order, changed, auditAction, now, notifications);
}

/** `completed` when the bank has taken the money back, `failed` when it stays with the merchant. */
function adjustmentOf({ reference, amount, openedAt, state, reason }: Dispute): Adjustment {
  return {
    id: asId<AdjustmentId>(`adj_${reference}`),
    type: "dispute",
    status: state === "open" ? "pending" : state === "lost" ? "completed" : "failed",
    occurredAt: openedAt,
    amount,
    reason,
  };
}
