import { type Static, Type } from "@sinclair/typebox";
import { toRfc3339 } from "../../../clock.ts";
import type { Currency } from "../../../money.ts";
import { dateTime, maybe } from "../../../operations/fields.ts";
import { lineStatus } from "../../../orders/line-status.ts";
import type {
  Adjustment,
  Fulfillment,
  LineItemReference,
  Order,
  OrderLineItem,
} from "../../../orders/order.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import type { Shop } from "../../../shop.ts";
import { AddressAnswer, encodeAddress } from "./address.ts";
import { Amount, closed, DateTime, enumeration, Url } from "./fields.ts";
import {
  EstimatedDeliveryAnswer,
  encodeEstimatedDelivery,
  encodeSupport,
  SupportAnswer,
} from "./order-facts.ts";
import { encodeTotalsSince20260417, TotalAnswerSince20260417 } from "./totals.ts";

const OrderLineItemAnswer = closed({
  id: Type.String(),
  title: Type.String(),
  product_id: Type.String(),
  description: maybe(Type.String()),
  image_url: maybe(Url),
  url: maybe(Url),
  quantity: closed({
    ordered: Type.Integer({ minimum: 1 }),
    current: Type.Integer({ minimum: 0 }),
    fulfilled: Type.Integer({ minimum: 0 }),
  }),
  unit_price: Amount,
  subtotal: Amount,
  status: enumeration(["processing", "partial", "fulfilled", "removed"]),
});

function encodeOrderLineItem(line: OrderLineItem): Static<typeof OrderLineItemAnswer> {
  return {
    id: line.id,
    title: line.title,
    product_id: line.productId,
    description: line.description,
    image_url: line.imageUrl,
    url: line.url,
    quantity: {
      ordered: line.quantity.ordered,
      current: line.quantity.current,
      fulfilled: line.quantity.fulfilled,
    },
    unit_price: line.unitPrice,
    subtotal: line.amounts.subtotal,
    status: lineStatus(line),
  };
}

const LineItemReferenceAnswer = closed({ id: Type.String(), quantity: Type.Integer({ minimum: 1 }) });

function encodeReference(reference: LineItemReference): Static<typeof LineItemReferenceAnswer> {
  return { id: reference.id, quantity: reference.quantity };
}

const FulfillmentAnswer = closed({
  id: Type.String(),
  type: enumeration(["shipping", "pickup", "digital"]),
  status: Type.String(),
  line_items: Type.Array(LineItemReferenceAnswer),
  carrier: maybe(Type.String()),
  tracking_number: maybe(Type.String()),
  tracking_url: maybe(Url),
  destination: maybe(AddressAnswer),
  estimated_delivery: maybe(EstimatedDeliveryAnswer),
  digital_delivery: maybe(
    closed({
      access_url: maybe(Url),
      license_key: maybe(Type.String()),
      expires_at: maybe(DateTime),
    }),
  ),
  description: maybe(Type.String()),
  events: Type.Array(
    closed({
      id: Type.String(),
      type: Type.String(),
      occurred_at: DateTime,
      description: maybe(Type.String()),
      location: maybe(Type.String()),
    }),
  ),
});

function encodeFulfillment(fulfillment: Fulfillment): Static<typeof FulfillmentAnswer> {
  const { digitalDelivery: digital, destination } = fulfillment;
  return {
    id: fulfillment.id,
    type: fulfillment.type,
    status: fulfillment.status,
    line_items: fulfillment.lineItems.map(encodeReference),
    carrier: fulfillment.carrier,
    tracking_number: fulfillment.trackingNumber,
    tracking_url: fulfillment.trackingUrl,
    destination: destination && encodeAddress(destination),
    estimated_delivery: encodeEstimatedDelivery(fulfillment.estimatedDelivery),
    digital_delivery: digital && {
      access_url: digital.accessUrl,
      license_key: digital.licenseKey,
      expires_at: dateTime(digital.expiresAt),
    },
    description: fulfillment.description,
    events: fulfillment.events.map((event) => ({
      id: event.id,
      type: event.type,
      occurred_at: toRfc3339(event.occurredAt),
      description: event.description,
      location: event.location,
    })),
  };
}

const AdjustmentAnswer = closed({
  id: Type.String(),
  type: Type.String(),
  occurred_at: DateTime,
  status: Type.String(),
  line_items: maybe(Type.Array(LineItemReferenceAnswer)),
  amount: maybe(Amount),
  currency: maybe(Type.String()),
  description: maybe(Type.String()),
  reason: maybe(Type.String()),
});

function encodeAdjustment(adjustment: Adjustment, currency: Currency): Static<typeof AdjustmentAnswer> {
  return {
    id: adjustment.id,
    type: adjustment.type,
    occurred_at: toRfc3339(adjustment.occurredAt),
    status: adjustment.status,
    line_items: adjustment.lineItems?.map(encodeReference),
    amount: adjustment.amount,
    currency: adjustment.amount === undefined ? undefined : currency,
    description: adjustment.description,
    reason: adjustment.reason,
  };
}

/** The whole order, as sessions and webhooks show it from 2026-04-17 on. */
export const OrderAnswerSince20260417 = closed({
  type: enumeration(["order"]),
  id: Type.String(),
  checkout_session_id: Type.String(),
  order_number: Type.String(),
  permalink_url: Url,
  status: Type.String(),
  estimated_delivery: maybe(EstimatedDeliveryAnswer),
  confirmation: closed({
    confirmation_number: Type.String(),
    receipt_url: Url,
    order_notes: maybe(Type.String()),
  }),
  support: SupportAnswer,
  line_items: Type.Array(OrderLineItemAnswer),
  fulfillments: Type.Array(FulfillmentAnswer),
  adjustments: Type.Array(AdjustmentAnswer),
  totals: Type.Array(TotalAnswerSince20260417),
});

/** Shows the whole order as it stands. */
export function encodeOrderSince20260417(order: Order, shop: Shop): Static<typeof OrderAnswerSince20260417> {
  return {
    type: "order",
    id: order.id,
    checkout_session_id: order.sessionId,
    order_number: String(order.number),
    permalink_url: permalinkOf(order, shop),
    status: order.status,
    estimated_delivery: encodeEstimatedDelivery(order.estimatedDelivery),
    confirmation: {
      confirmation_number: String(order.number),
      receipt_url: permalinkOf(order, shop),
      order_notes: order.orderNotes,
    },
    support: encodeSupport(shop),
    line_items: order.lineItems.map(encodeOrderLineItem),
    fulfillments: order.fulfillments.map(encodeFulfillment),
    adjustments: order.adjustments.map((adjustment) => encodeAdjustment(adjustment, order.currency)),
    totals: encodeTotalsSince20260417(order.totals),
  };
}
