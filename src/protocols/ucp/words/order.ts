import { type Static, Type } from "@sinclair/typebox";
import { toRfc3339 } from "../../../clock.ts";
import { maybe } from "../../../operations/fields.ts";
import type {
  Adjustment,
  Fulfillment,
  LineItemReference,
  Order,
  OrderLineItem,
} from "../../../orders/order.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import type { Shop } from "../../../shop.ts";
import { encodeAddress, PostalAddressAnswer } from "./address.ts";
import { order as orderCapability } from "./capabilities.ts";
import { Envelope, envelope, type Reader } from "./envelope.ts";
import { open } from "./fields.ts";
import { PolicyAnswer } from "./policies-since-20260825.ts";
import { encodeAttribution } from "./purchase-context.ts";
import { encodeLineTotals, encodeTotals, LineTotals, Totals } from "./totals.ts";

const Reference = open({ id: Type.String(), quantity: Type.Integer() });

const Expectation = open({
  id: Type.String(),
  line_items: Type.Array(Reference),
  method_type: Type.String(),
  destination: PostalAddressAnswer,
  description: maybe(Type.String()),
});

const Event = open({
  id: Type.String(),
  occurred_at: Type.String(),
  type: Type.String(),
  line_items: Type.Array(Reference),
  tracking_number: maybe(Type.String()),
  tracking_url: maybe(Type.String()),
  carrier: maybe(Type.String()),
  description: maybe(Type.String()),
});

/** An order, whole. */
export const OrderAnswer = open({
  ucp: Envelope,
  id: Type.String(),
  label: Type.String(),
  checkout_id: Type.String(),
  permalink_url: Type.String(),
  currency: Type.String(),
  line_items: Type.Array(
    open({
      id: Type.String(),
      item: open({
        id: Type.String(),
        title: Type.String(),
        price: Type.Integer(),
        image_url: maybe(Type.String()),
      }),
      quantity: open({ original: Type.Integer(), total: Type.Integer(), fulfilled: Type.Integer() }),
      totals: LineTotals,
      status: Type.String(),
    }),
  ),
  fulfillment: open({ expectations: Type.Array(Expectation), events: Type.Array(Event) }),
  adjustments: Type.Array(
    open({
      id: Type.String(),
      type: Type.String(),
      occurred_at: Type.String(),
      status: Type.String(),
      line_items: maybe(Type.Array(Reference)),
      totals: maybe(LineTotals),
      description: maybe(Type.String()),
    }),
  ),
  totals: Totals,
  attribution: maybe(Type.Record(Type.String(), Type.String())),
  policies: maybe(Type.Array(PolicyAnswer)),
});

/**
 * Shows an order. Its bill is the one that was paid; what went back stands among the adjustments, negative, as did the
 * units that went back with it.
 */
export function encodeOrder(order: Order, shop: Shop, reader: Reader): Static<typeof OrderAnswer> {
  return {
    ucp: envelope(reader, orderCapability),
    id: order.id,
    label: String(order.number),
    checkout_id: order.sessionId,
    permalink_url: permalinkOf(order, shop),
    currency: order.currency.toUpperCase(),
    line_items: order.lineItems.map(encodeLine),
    fulfillment: {
      expectations: order.fulfillments
        .filter(({ status }) => status !== "canceled")
        .map((each) => encodeExpectation(each, order)),
      events: order.fulfillments.flatMap(encodeEvents),
    },
    adjustments: order.adjustments.map(encodeAdjustment),
    totals: encodeTotals(
      order.totals.filter(({ type }) => type !== "amount_refunded"),
      order.appliedDiscounts,
    ),
    attribution: encodeAttribution(order),
  };
}

function encodeLine(line: OrderLineItem) {
  const { ordered, current, fulfilled } = line.quantity;
  return {
    id: line.id,
    item: { id: line.variantId, title: line.title, price: line.unitPrice, image_url: line.imageUrl },
    quantity: { original: ordered, total: current, fulfilled },
    totals: encodeLineTotals(line.amounts),
    status: statusOf(line.quantity),
  };
}

/** As `types/order_line_item.json` derives it from the quantities. */
function statusOf({ current, fulfilled }: OrderLineItem["quantity"]): string {
  if (current === 0) return "removed";
  if (fulfilled >= current) return "fulfilled";
  return fulfilled > 0 ? "partial" : "processing";
}

function encodeExpectation(
  fulfillment: Fulfillment,
  { fulfillmentDetails }: Order,
): Static<typeof Expectation> {
  const { type, destination } = fulfillment;
  // The number is the buyer's: where they come for the goods themselves, the address is somebody else's.
  const phoneNumber = type === "shipping" ? fulfillmentDetails?.phoneNumber : undefined;
  return {
    id: fulfillment.id,
    line_items: references(fulfillment.lineItems),
    method_type: type,
    destination: destination ? encodeAddress(destination, phoneNumber) : {},
    description: fulfillment.description,
  };
}

function encodeEvents(fulfillment: Fulfillment): Static<typeof Event>[] {
  return fulfillment.events.map((event) => ({
    id: event.id,
    occurred_at: toRfc3339(event.occurredAt),
    type: event.type,
    line_items: references(fulfillment.lineItems),
    tracking_number: fulfillment.trackingNumber,
    tracking_url: fulfillment.trackingUrl,
    carrier: fulfillment.carrier,
    description: event.description,
  }));
}

function encodeAdjustment(adjustment: Adjustment) {
  return {
    id: adjustment.id,
    type: adjustment.type,
    occurred_at: toRfc3339(adjustment.occurredAt),
    status: adjustment.status,
    line_items: adjustment.lineItems?.map(({ id, quantity }) => ({ id, quantity: -quantity })),
    totals: adjustment.amount === undefined ? undefined : [{ type: "total", amount: -adjustment.amount }],
    description: adjustment.description,
  };
}

function references(lineItems: readonly LineItemReference[]): Static<typeof Reference>[] {
  return lineItems.map(({ id, quantity }) => ({ id, quantity }));
}
