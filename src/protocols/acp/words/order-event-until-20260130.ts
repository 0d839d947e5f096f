import { type Static, Type } from "@sinclair/typebox";
import type { Adjustment, Order, OrderStatus } from "../../../orders/order.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import type { EventType } from "../../../outbox/event.ts";
import type { Shop } from "../../../shop.ts";
import { Amount, closed, enumeration, Url } from "./fields.ts";

const RefundAnswer = closed({ type: enumeration(["store_credit", "original_payment"]), amount: Amount });

const statuses = ["created", "manual_review", "confirmed", "canceled", "shipped", "fulfilled"] as const;

/** Webhooks until 2026-01-30 know neither work on an order nor its end. */
const statusWords: Record<OrderStatus, (typeof statuses)[number]> = {
  created: "created",
  confirmed: "confirmed",
  manual_review: "manual_review",
  processing: "confirmed",
  shipped: "shipped",
  completed: "fulfilled",
  canceled: "canceled",
};

const OrderEvent = closed({
  type: enumeration(["order_create", "order_update"]),
  data: closed({
    type: enumeration(["order"]),
    checkout_session_id: Type.String(),
    permalink_url: Url,
    status: enumeration(statuses),
    refunds: Type.Array(RefundAnswer),
  }),
});

/** What has gone back to the buyer so far. What is only on its way, or failed, has not. */
function encodeRefunds({ adjustments }: Order): Static<typeof RefundAnswer>[] {
  return adjustments.flatMap((adjustment) => {
    const type = refundType(adjustment);
    const { amount, status } = adjustment;
    return type !== undefined && amount !== undefined && status === "completed" ? [{ type, amount }] : [];
  });
}

function refundType({ type }: Adjustment): "original_payment" | "store_credit" | undefined {
  if (type === "refund") return "original_payment";
  return type === "credit" ? "store_credit" : undefined;
}

function encodeOrderEvent(type: EventType, order: Order, shop: Shop): Static<typeof OrderEvent> {
  return {
    type,
    data: {
      type: "order",
      checkout_session_id: order.sessionId,
      permalink_url: permalinkOf(order, shop),
      status: statusWords[order.status],
      refunds: encodeRefunds(order),
    },
  };
}

/** Order events until 2026-01-30: where the order's page is, a status, what was refunded. */
export const orderEventUntil20260130 = { schema: OrderEvent, encode: encodeOrderEvent };
