import { type Static, Type } from "@sinclair/typebox";
import type { Order } from "../../../orders/order.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import type { Shop } from "../../../shop.ts";
import { closed, Url } from "./fields.ts";

/** The order, until 2026-01-16: that it exists and where its page is. */
export const OrderAnswerUntil20260116 = closed({
  id: Type.String(),
  checkout_session_id: Type.String(),
  permalink_url: Url,
});

/** Shows where the order is. */
export function encodeOrderUntil20260116(order: Order, shop: Shop): Static<typeof OrderAnswerUntil20260116> {
  return {
    id: order.id,
    checkout_session_id: order.sessionId,
    permalink_url: permalinkOf(order, shop),
  };
}
