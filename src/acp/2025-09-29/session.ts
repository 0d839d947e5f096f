import { type Static, Type } from "@sinclair/typebox";
import type { Buyer } from "../../buyers/buyer.ts";
import type { LineItem, SessionStatus } from "../../checkout/session.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Order } from "../../orders/order.ts";
import { permalinkOf } from "../../orders/permalink.ts";
import type { Total, TotalType } from "../../pricing/amounts.ts";
import type { LinkType, Shop } from "../../shop.ts";
import { AddressAnswer, encodeAddress } from "../shared/address.ts";
import { twoNamesOf } from "../shared/buyer.ts";
import { Amount, closed, enumeration, maybe, Url } from "../shared/fields.ts";
import { pathSpeller } from "../shared/paths.ts";
import { encodeOption, encodeSelection, FulfillmentOptionAnswer } from "./fulfillment-options.ts";
import { MessageAnswer, messageEncoder } from "./messages.ts";
import { wordsOfAnswers } from "./paths.ts";

/** The buyer until 2026-01-16: two names, whatever was sent. */
export const BuyerAnswer = closed({
  first_name: Type.String(),
  last_name: Type.String(),
  email: Type.String({ format: "email" }),
  phone_number: maybe(Type.String()),
});

/** Shows a buyer, who always has two names here. */
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

/** Shows where the order is. */
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

/** Shows any session to an agent of this version. */
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
