import { type Static, Type } from "@sinclair/typebox";
import type { Buyer } from "../../buyers/buyer.ts";
import type { LineItem, Message, MessageErrorCode, SessionStatus } from "../../checkout/session.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Instant } from "../../clock.ts";
import type { Order } from "../../orders/order.ts";
import { permalinkOf } from "../../orders/permalink.ts";
import type { Total, TotalType } from "../../pricing/amounts.ts";
import type { FulfillmentOption, Selection } from "../../pricing/fulfillment.ts";
import type { Place } from "../../problem.ts";
import type { LinkType, Shop } from "../../shop.ts";
import { AddressAnswer, encodeAddress } from "../shared/address.ts";
import { twoNamesOf } from "../shared/buyer.ts";
import { Amount, closed, DateTime, dateTime, enumeration, maybe, Url } from "../shared/fields.ts";
import { pathSpeller } from "../shared/paths.ts";
import { wordsOfAnswers } from "./paths.ts";

export const BuyerAnswer = closed({
  first_name: Type.String(),
  last_name: Type.String(),
  email: Type.String({ format: "email" }),
  phone_number: maybe(Type.String()),
});

export function encodeBuyer(buyer: Buyer): Static<typeof BuyerAnswer> {
  const { first_name, last_name } = twoNamesOf(buyer);
  return { first_name, last_name, email: buyer.email, phone_number: buyer.phone_number };
}

const LineItemAnswer = closed({
  id: Type.String(),
  item: closed({ id: Type.String(), quantity: Type.Integer({ minimum: 1 }) }),
  base_amount: Amount,
  discount: Amount,
  subtotal: Amount,
  tax: Amount,
  total: Amount,
});

function encodeLineItem(line: LineItem): Static<typeof LineItemAnswer> {
  return {
    id: line.id,
    item: { id: line.variantId, quantity: line.quantity },
    base_amount: line.amounts.base,
    discount: line.amounts.discount,
    subtotal: line.amounts.subtotal,
    tax: line.amounts.tax,
    total: line.amounts.total,
  };
}

/** The total types until 2026-01-16. */
export const totalTypesUntil20260116 = [
  "items_base_amount",
  "items_discount",
  "subtotal",
  "discount",
  "fulfillment",
  "tax",
  "fee",
  "total",
] as const;

/**
 * Later types as these versions can say them, so that total = subtotal - discount + fulfillment + tax + fee still
 * holds: what is added becomes a fee, what is taken off a discount. Money given back after the sale is in no sum.
 */
export const totalTypes: Record<TotalType, (typeof totalTypesUntil20260116)[number] | undefined> = {
  items_base_amount: "items_base_amount",
  items_discount: "items_discount",
  subtotal: "subtotal",
  discount: "discount",
  fulfillment: "fulfillment",
  tax: "tax",
  fee: "fee",
  gift_wrap: "fee",
  tip: "fee",
  store_credit: "discount",
  total: "total",
  amount_refunded: undefined,
};

const TotalAnswer = closed({
  type: enumeration(totalTypesUntil20260116),
  display_text: Type.String(),
  amount: Amount,
});

function encodeTotals(totals: readonly Total[]): Static<typeof TotalAnswer>[] {
  return totals.flatMap((total) => {
    const type = totalTypes[total.type];
    return type === undefined ? [] : [{ type, display_text: total.displayText, amount: total.amount }];
  });
}

const optionFields = {
  id: Type.String(),
  title: Type.String(),
  subtitle: maybe(Type.String()),
  subtotal: Amount,
  tax: Amount,
  total: Amount,
};

/** What an option costs, until 2025-12-12 as three amounts. */
export const FulfillmentOptionAnswer = Type.Union([
  closed({
    type: enumeration(["shipping"]),
    ...optionFields,
    carrier: maybe(Type.String()),
    earliest_delivery_time: maybe(DateTime),
    latest_delivery_time: maybe(DateTime),
  }),
  closed({ type: enumeration(["digital"]), ...optionFields }),
]);

export function encodeOption(option: FulfillmentOption): Static<typeof FulfillmentOptionAnswer> {
  const { id, description: subtitle } = option;
  const { subtotal, tax, total } = option.amounts;
  if (option.type === "digital") {
    return { type: "digital", id, title: option.title, subtitle, subtotal, tax, total };
  }
  const shipping = asShipping(option);
  return {
    type: "shipping",
    id,
    title: shipping.title,
    subtitle,
    carrier: shipping.carrier,
    earliest_delivery_time: dateTime(shipping.earliest),
    latest_delivery_time: dateTime(shipping.latest),
    subtotal,
    tax,
    total,
  };
}

/**
 * Options that need hands and wheels, as the versions before 2026-01-30 can show them: all as shipping, with a title
 * that says what a buyer must know.
 */
export function asShipping(option: Exclude<FulfillmentOption, { type: "digital" }>): {
  readonly title: string;
  readonly carrier?: string | undefined;
  readonly earliest?: Instant | undefined;
  readonly latest?: Instant | undefined;
} {
  switch (option.type) {
    case "shipping":
      return option;
    case "pickup":
      return {
        title: `${option.title} (pickup at ${option.location.name})`,
        earliest: option.readyBy,
        latest: option.pickupBy,
      };
    case "local_delivery":
      return {
        title: `${option.title} (local delivery)`,
        earliest: option.window?.start,
        latest: option.window?.end,
      };
  }
}

/** One id stands for the whole selection: of a mixed one, the id of what has to travel. */
function encodeSelection(selections: readonly Selection[]): string | undefined {
  return (selections.find((selection) => selection.type !== "digital") ?? selections[0])?.optionId;
}

export const messageErrorCodesUntil20260116 = [
  "missing",
  "invalid",
  "out_of_stock",
  "payment_declined",
  "requires_sign_in",
  "requires_3ds",
] as const;

const messageErrorCodes: Record<MessageErrorCode, (typeof messageErrorCodesUntil20260116)[number]> = {
  missing: "missing",
  invalid: "invalid",
  out_of_stock: "out_of_stock",
  payment_declined: "payment_declined",
  requires_sign_in: "requires_sign_in",
  requires_3ds: "requires_3ds",
  low_stock: "out_of_stock",
  quantity_exceeded: "invalid",
  coupon_invalid: "invalid",
  coupon_expired: "invalid",
  minimum_not_met: "invalid",
  maximum_exceeded: "invalid",
  region_restricted: "invalid",
  age_verification_required: "invalid",
  approval_required: "invalid",
  unsupported: "invalid",
  not_found: "invalid",
  conflict: "invalid",
  rate_limited: "invalid",
  expired: "invalid",
  intervention_required: "requires_3ds",
};

const messageFields = {
  param: maybe(Type.String()),
  content_type: enumeration(["plain", "markdown"]),
  content: Type.String(),
};

/** Messages until 2026-01-16: no warnings, no severity. */
export const MessageAnswer = Type.Union([
  closed({ type: enumeration(["info"]), ...messageFields }),
  closed({
    type: enumeration(["error"]),
    code: enumeration(messageErrorCodesUntil20260116),
    ...messageFields,
  }),
]);

export function messageEncoder(path: (place: Place) => string | undefined) {
  return (message: Message): Static<typeof MessageAnswer> => {
    const param = message.place && path(message.place);
    const { content, contentType: content_type } = message;
    switch (message.type) {
      case "info":
      case "warning":
        return { type: "info", param, content_type, content };
      case "error":
        return { type: "error", code: messageErrorCodes[message.code], param, content_type, content };
    }
  };
}

const encodeMessage = messageEncoder(pathSpeller(wordsOfAnswers));

const linkTypes: Record<LinkType, "terms_of_use" | "privacy_policy" | "seller_shop_policies" | undefined> = {
  terms_of_use: "terms_of_use",
  privacy_policy: "privacy_policy",
  return_policy: "seller_shop_policies",
  shipping_policy: undefined,
  contact_us: undefined,
  about_us: undefined,
  faq: undefined,
  support: undefined,
};

const LinkAnswer = closed({
  type: enumeration(["terms_of_use", "privacy_policy", "seller_shop_policies"]),
  url: Url,
});

function encodeLinks(shop: Shop): Static<typeof LinkAnswer>[] {
  return shop.links.flatMap(({ type, url }) => {
    const known = linkTypes[type];
    return known === undefined ? [] : [{ type: known, url }];
  });
}

/** The order, until 2026-01-16: that it exists and where its page is. */
export const OrderAnswer = closed({
  id: Type.String(),
  checkout_session_id: Type.String(),
  permalink_url: Url,
});

export function encodeOrder(order: Order, shop: Shop): Static<typeof OrderAnswer> {
  return {
    id: order.id,
    checkout_session_id: order.sessionId,
    permalink_url: permalinkOf(order, shop),
  };
}

const statuses = [
  "not_ready_for_payment",
  "ready_for_payment",
  "in_progress",
  "completed",
  "canceled",
] as const;

/** An agent of this version cannot authenticate a buyer, so a session that waits for that is not ready for it. */
const statusWords: Record<SessionStatus, (typeof statuses)[number]> = {
  not_ready_for_payment: "not_ready_for_payment",
  ready_for_payment: "ready_for_payment",
  authentication_required: "not_ready_for_payment",
  in_progress: "in_progress",
  completed: "completed",
  canceled: "canceled",
  expired: "canceled",
};

/**
 * The session. `order` is missing from this version's base schema, which makes its answer to complete unsatisfiable;
 * it is an oversight that 2025-12-12 mended, and an agent that lost that answer needs the order on get.
 */
export const Session = closed({
  id: Type.String(),
  buyer: maybe(BuyerAnswer),
  payment_provider: closed({
    provider: enumeration(["stripe"]),
    supported_payment_methods: Type.Array(enumeration(["card"])),
  }),
  status: enumeration(statuses),
  currency: Type.String(),
  line_items: Type.Array(LineItemAnswer),
  fulfillment_address: maybe(AddressAnswer),
  fulfillment_options: Type.Array(FulfillmentOptionAnswer),
  fulfillment_option_id: maybe(Type.String()),
  totals: Type.Array(TotalAnswer),
  messages: Type.Array(MessageAnswer),
  links: Type.Array(LinkAnswer),
  order: maybe(OrderAnswer),
});

export function encodeSession({ session, order, shop }: CheckoutView): Static<typeof Session> {
  const address = session.fulfillmentDetails?.address;
  return {
    id: session.id,
    buyer: session.buyer && encodeBuyer(session.buyer),
    payment_provider: { provider: "stripe", supported_payment_methods: ["card"] },
    status: statusWords[session.status],
    currency: session.currency,
    line_items: session.lineItems.map(encodeLineItem),
    fulfillment_address: address && encodeAddress(address),
    fulfillment_options: session.options.map(encodeOption),
    fulfillment_option_id: encodeSelection(session.selections),
    totals: encodeTotals(session.totals),
    messages: session.messages.map(encodeMessage),
    links: encodeLinks(shop),
    order: order && encodeOrder(order, shop),
  };
}
