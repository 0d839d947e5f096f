import { type Static, Type } from "@sinclair/typebox";
import { maybe } from "../../../operations/fields.ts";
import type { Order, OrderStatus } from "../../../orders/order.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import type { Shop } from "../../../shop.ts";
import { closed, enumeration, Url } from "../words/fields.ts";
import {
  EstimatedDeliveryAnswer,
  encodeEstimatedDelivery,
  encodeSupport,
  SupportAnswer,
} from "../words/order-facts.ts";

/** A status this version has no word for is left out: the field is optional. */
const orderStatusWords: Record<
  OrderStatus,
  "confirmed" | "processing" | "shipped" | "delivered" | undefined
> = {
  created: undefined,
  confirmed: "confirmed",
  manual_review: undefined,
  processing: "processing",
  shipped: "shipped",
  completed: "delivered",
  canceled: undefined,
};

/** The order as a session shows it in this version. */
export const OrderAnswerOf20260130 = closed({
  id: Type.String(),
  checkout_session_id: Type.String(),
  order_number: Type.String(),
  permalink_url: Url,
  status: maybe(enumeration(["confirmed", "processing", "shipped", "delivered"])),
  estimated_delivery: maybe(EstimatedDeliveryAnswer),
  confirmation: closed({ confirmation_number: Type.String(), receipt_url: Url }),
  support: SupportAnswer,
});

/** Shows the order that a session made. */
export function encodeOrderOf20260130(order: Order, shop: Shop): Static<typeof OrderAnswerOf20260130> {
  return {
    id: order.id,
    checkout_session_id: order.sessionId,
    order_number: String(order.number),
    permalink_url: permalinkOf(order, shop),
    status: orderStatusWords[order.status],
    estimated_delivery: encodeEstimatedDelivery(order.estimatedDelivery),
    confirmation: {
      confirmation_number: String(order.number),
      receipt_url: permalinkOf(order, shop),
    },
    support: encodeSupport(shop),
  };
}
