import { type Static, Type } from "@sinclair/typebox";
import type { AuditEntry } from "../../audit/audit.ts";
import { wayOf } from "../../buyers/purchase-context.ts";
import { formatPercent } from "../../money.ts";
import { AmountField, closed, DateTimeField, dateTime, maybe, oneOfWords } from "../../operations/fields.ts";
import { LineItemUnits } from "../../operations/order-request.ts";
import { lineStatus } from "../../orders/line-status.ts";
import type {
  Adjustment,
  Fulfillment,
  LineItemReference,
  Order,
  OrderLineItem,
  OrderStatus,
} from "../../orders/order.ts";
import { permalinkOf } from "../../orders/permalink.ts";
import type { Refund } from "../../payments/refund.ts";
import type { TaxShare } from "../../pricing/amounts.ts";
import type { Shop } from "../../shop.ts";
import { encodeAdminBuyer, encodeReceiver, Party } from "./parties.ts";

/** The statuses an order can have. */
export const orderStatuses = [
  "created",
  "confirmed",
  "manual_review",
  "processing",
  "shipped",
  "completed",
  "canceled",
] as const satisfies readonly OrderStatus[];

/** Who a tax goes to. */
const Taxes = Type.Array(
  closed({ jurisdiction: Type.String(), percent: Type.String(), amount: AmountField }),
  {
    description: "By jurisdiction, where it is known.",
  },
);

function encodeTaxes(shares: readonly TaxShare[] | undefined): Static<typeof Taxes> | undefined {
  return shares?.map(({ jurisdiction, rate, amount }) => ({
    jurisdiction,
    percent: formatPercent(rate),
    amount,
  }));
}

const LineItem = closed({
  id: Type.String(),
  variant_id: Type.String(),
  product_id: Type.String(),
  title: Type.String(),
  sku: maybe(Type.String()),
  requires_shipping: Type.Boolean(),
  status: oneOfWords(["processing", "partial", "fulfilled", "removed"]),
  quantity: closed({
    ordered: Type.Integer(),
    current: Type.Integer({ description: "Ordered, less what was canceled, returned or refunded." }),
    fulfilled: Type.Integer({ description: "Of these, handed over." }),
  }),
  unit_price: AmountField,
  discount: AmountField,
  tax: AmountField,
  taxes: maybe(Taxes),
  total: AmountField,
});

const Delivery = closed({
  id: Type.String(),
  type: oneOfWords(["shipping", "pickup", "digital"]),
  status: Type.String(),
  line_items: Type.Array(LineItemUnits),
  description: maybe(Type.String()),
  carrier: maybe(Type.String()),
  tracking_number: maybe(Type.String()),
  tracking_url: maybe(Type.String()),
  access_url: maybe(Type.String()),
  license_key: maybe(Type.String()),
  expires_at: maybe(DateTimeField),
  events: Type.Array(
    closed({
      type: Type.String(),
      occurred_at: DateTimeField,
      description: maybe(Type.String()),
      location: maybe(Type.String()),
    }),
  ),
});

const Change = closed({
  id: Type.String(),
  type: Type.String(),
  status: oneOfWords(["pending", "completed", "failed"]),
  occurred_at: DateTimeField,
  amount: maybe(AmountField),
  line_items: maybe(Type.Array(LineItemUnits)),
  description: maybe(Type.String()),
  reason: maybe(Type.String()),
});

/** An order, as the merchant sees it. */
export const AdminOrderAnswer = closed({
  id: Type.String(),
  number: Type.Integer({ description: "What people quote." }),
  status: oneOfWords(orderStatuses),
  currency: Type.String(),
  session_id: Type.String(),
  agent_id: Type.String(),
  way: oneOfWords(["agent", "assistant", "page"]),
  protocol: Type.String({ description: "What its agent speaks." }),
  api_version: Type.String(),
  permalink_url: Type.String({ description: "The buyer's page. Who has it may see the order." }),
  buyer: maybe(Party),
  ship_to: maybe(Party),
  shipping_method: maybe(Type.String()),
  notes: maybe(Type.String()),
  line_items: Type.Array(LineItem),
  fulfillments: Type.Array(Delivery),
  adjustments: Type.Array(Change),
  totals: Type.Array(
    closed({
      type: Type.String(),
      display_text: Type.String(),
      amount: AmountField,
      taxes: maybe(Taxes),
    }),
  ),
  created_at: DateTimeField,
  updated_at: DateTimeField,
});

/** Shows an order to the merchant. */
export function encodeAdminOrder(order: Order, shop: Shop): Static<typeof AdminOrderAnswer> {
  return {
    id: order.id,
    number: order.number,
    status: order.status,
    currency: order.currency,
    session_id: order.sessionId,
    agent_id: order.agentId,
    way: wayOf(order),
    protocol: order.protocol.name,
    api_version: order.protocol.version,
    permalink_url: permalinkOf(order, shop),
    buyer: order.buyer && encodeAdminBuyer(order.buyer),
    ship_to: order.fulfillmentDetails && encodeReceiver(order.fulfillmentDetails),
    shipping_method: order.delivery?.title,
    notes: order.orderNotes,
    line_items: order.lineItems.map(encodeLine),
    fulfillments: order.fulfillments.map(encodeFulfillment),
    adjustments: order.adjustments.map(encodeAdjustment),
    totals: order.totals.map(({ type, displayText, amount, breakdown }) => ({
      type,
      display_text: displayText,
      amount,
      taxes: encodeTaxes(breakdown),
    })),
    created_at: dateTime(order.createdAt),
    updated_at: dateTime(order.updatedAt),
  };
}

function encodeLine(line: OrderLineItem): Static<typeof LineItem> {
  const { ordered, current, fulfilled } = line.quantity;
  return {
    id: line.id,
    variant_id: line.variantId,
    product_id: line.productId,
    title: line.title,
    sku: line.sku,
    requires_shipping: line.requiresShipping,
    status: lineStatus(line),
    quantity: { ordered, current, fulfilled },
    unit_price: line.unitPrice,
    discount: line.amounts.discount,
    tax: line.amounts.tax,
    taxes: encodeTaxes(line.taxes),
    total: line.amounts.total,
  };
}

function encodeUnits({ id, quantity }: LineItemReference): Static<typeof LineItemUnits> {
  return { id, quantity };
}

function encodeFulfillment(fulfillment: Fulfillment): Static<typeof Delivery> {
  const { digitalDelivery } = fulfillment;
  return {
    id: fulfillment.id,
    type: fulfillment.type,
    status: fulfillment.status,
    line_items: fulfillment.lineItems.map(encodeUnits),
    description: fulfillment.description,
    carrier: fulfillment.carrier,
    tracking_number: fulfillment.trackingNumber,
    tracking_url: fulfillment.trackingUrl,
    access_url: digitalDelivery?.accessUrl,
    license_key: digitalDelivery?.licenseKey,
    expires_at: dateTime(digitalDelivery?.expiresAt),
    events: fulfillment.events.map(({ type, occurredAt, description, location }) => ({
      type,
      occurred_at: dateTime(occurredAt),
      description,
      location,
    })),
  };
}

function encodeAdjustment(adjustment: Adjustment): Static<typeof Change> {
  const { id, type, status, occurredAt, amount, lineItems, description, reason } = adjustment;
  return {
    id,
    type,
    status,
    occurred_at: dateTime(occurredAt),
    amount,
    line_items: lineItems?.map(encodeUnits),
    description,
    reason,
  };
}

/** Money that went back, or is on its way. */
export const RefundAnswer = closed({
  id: Type.String(),
  order_id: maybe(Type.String()),
  state: oneOfWords(["pending", "succeeded", "failed"], "Pending ones are finished by and by."),
  origin: oneOfWords(["merchant", "late_payment", "provider"]),
  amount: AmountField,
  currency: Type.String(),
  failure: maybe(Type.String()),
  opened_at: DateTimeField,
  settled_at: maybe(DateTimeField),
});

/** Shows a refund to the merchant. */
export function encodeRefund(refund: Refund): Static<typeof RefundAnswer> {
  return {
    id: refund.id,
    order_id: refund.orderId,
    state: refund.state,
    origin: refund.origin,
    amount: refund.amount,
    currency: refund.currency,
    failure: refund.failure,
    opened_at: dateTime(refund.openedAt),
    settled_at: dateTime(refund.settledAt),
  };
}

/** Something that was done. */
export const AuditAnswer = closed({
  at: DateTimeField,
  actor: Type.String(),
  action: Type.String(),
  details: Type.Record(Type.String(), Type.Unknown()),
});

/** Shows something that was done. */
export function encodeAudit({ at, actor, action, details }: AuditEntry): Static<typeof AuditAnswer> {
  return { at: dateTime(at), actor, action, details: { ...details } };
}
