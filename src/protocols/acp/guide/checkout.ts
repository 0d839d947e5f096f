import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutSession } from "../../../checkout/session.ts";
import type { CheckoutView } from "../../../checkout/view.ts";
import { toRfc3339 } from "../../../clock.ts";
import type { Minor } from "../../../money.ts";
import { maybe } from "../../../operations/fields.ts";
import type { Order } from "../../../orders/order.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import type { TotalType } from "../../../pricing/amounts.ts";
import type { Shop } from "../../../shop.ts";
import { Amount, closed, DateTime, enumeration, Url } from "../words/fields.ts";
import { selectedOptionId } from "../words/fulfillment-options-until-20251212.ts";

const Money = closed({ amount: Amount, currency: Type.String() });

const statuses = ["created", "pending_confirmation", "confirmed", "failed", "expired"] as const;

/** The guides' five states: created until nothing is missing, failed when a payment did and another may be tried. */
function statusOf({ status, messages }: CheckoutSession): (typeof statuses)[number] {
  switch (status) {
    case "not_ready_for_payment":
    case "authentication_required":
      return "created";
    case "ready_for_payment":
      return messages.some((message) => message.type === "error") ? "failed" : "pending_confirmation";
    case "requires_escalation":
    case "in_progress":
      return "pending_confirmation";
    case "completed":
      return "confirmed";
    case "canceled":
      return "failed";
    case "expired":
      return "expired";
  }
}

const Checkout = closed({
  checkout_id: Type.String(),
  status: enumeration(statuses),
  items: Type.Array(
    closed({
      product_id: Type.String(),
      variant_id: Type.String(),
      name: Type.String(),
      quantity: Type.Integer({ minimum: 1 }),
      price: Money,
    }),
  ),
  subtotal: Money,
  shipping_options: Type.Array(closed({ id: Type.String(), name: Type.String(), cost: Money })),
  shipping_option_id: maybe(Type.String()),
  shipping: maybe(Money),
  tax: Money,
  total: Money,
  expires_at: DateTime,
  messages: Type.Array(
    closed({
      type: enumeration(["info", "warning", "error"]),
      code: maybe(Type.String()),
      message: Type.String(),
    }),
  ),
  order_id: maybe(Type.String()),
  order_number: maybe(Type.String()),
  order_url: maybe(Url),
  estimated_delivery: maybe(DateTime),
});

function encodeCheckout({ session, order, shop }: CheckoutView): Static<typeof Checkout> {
  const { currency } = session;
  const money = (amount: number): Static<typeof Money> => ({ amount, currency });
  const total = (type: TotalType): Minor | undefined =>
    session.totals.find((row) => row.type === type)?.amount;
  const shipping = total("fulfillment");
  return {
    checkout_id: session.id,
    status: statusOf(session),
    items: session.lineItems.map((line) => ({
      product_id: line.productId,
      variant_id: line.variantId,
      name: line.title,
      quantity: line.quantity,
      price: money(line.unitPrice),
    })),
    subtotal: money(total("subtotal") ?? 0),
    shipping_options: session.options.map((option) => ({
      id: option.id,
      name: option.title,
      cost: money(option.amounts.subtotal),
    })),
    shipping_option_id: selectedOptionId(session.selections),
    shipping: shipping === undefined ? undefined : money(shipping),
    tax: money(total("tax") ?? 0),
    total: money(total("total") ?? 0),
    expires_at: toRfc3339(session.expiresAt),
    messages: session.messages.map((message) => ({
      type: message.type,
      code: message.type === "info" ? undefined : message.code,
      message: message.content,
    })),
    ...(order && encodeOrder(order, shop)),
  };
}

function encodeOrder(order: Order, shop: Shop) {
  const { estimatedDelivery } = order;
  return {
    order_id: order.id,
    order_number: String(order.number),
    order_url: permalinkOf(order, shop),
    estimated_delivery: estimatedDelivery && toRfc3339(estimatedDelivery.latest),
  };
}

/** A checkout as the guides show it: less than any ACP version, in other words. */
export const checkout = { schema: Checkout, encode: encodeCheckout };
