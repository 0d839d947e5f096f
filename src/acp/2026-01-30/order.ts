import { type Static, Type } from "@sinclair/typebox";
import { toRfc3339 } from "../../clock.ts";
import type { Order, OrderStatus } from "../../orders/order.ts";
import { permalinkOf } from "../../orders/permalink.ts";
import type { Shop } from "../../shop.ts";
import { closed, DateTime, enumeration, maybe, Url } from "../shared/fields.ts";

/** How the buyer reaches the shop. */
export const SupportAnswer = closed({
  email: maybe(Type.String({ format: "email" })),
  phone: maybe(Type.String()),
  hours: maybe(Type.String()),
  help_center_url: maybe(Url),
});

/** Shows how the buyer reaches the shop. */
export function encodeSupport({ support }: Shop): Static<typeof SupportAnswer> {
  return {
    email: support.email,
    phone: support.phone,
    hours: support.hours,
    help_center_url: support.helpCenterUrl,
  };
}

/** When the goods should arrive. */
export const EstimatedDeliveryAnswer = closed({ earliest: DateTime, latest: DateTime });

/** Shows when the goods should arrive, where that is known. */
export function encodeEstimatedDelivery(
  estimate: Order["estimatedDelivery"],
): Static<typeof EstimatedDeliveryAnswer> | undefined {
  return estimate && { earliest: toRfc3339(estimate.earliest), latest: toRfc3339(estimate.latest) };
}

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
export const OrderAnswer = closed({
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
export function encodeOrder(order: Order, shop: Shop): Static<typeof OrderAnswer> {
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
