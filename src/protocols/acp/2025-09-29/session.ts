import { type Static, Type } from "@sinclair/typebox";
import type { LineItem, SessionStatus } from "../../../checkout/session.ts";
import type { CheckoutView } from "../../../checkout/view.ts";
import { maybe } from "../../../operations/fields.ts";
import type { Total } from "../../../pricing/amounts.ts";
import type { LinkType, Shop } from "../../../shop.ts";
import { AddressAnswer, encodeAddress } from "../words/address.ts";
import { BuyerAnswerUntil20260116, encodeBuyerUntil20260116 } from "../words/buyer-until-20260116.ts";
import { Amount, closed, enumeration, Url } from "../words/fields.ts";
import {
  encodeOptionUntil20251212,
  FulfillmentOptionAnswerUntil20251212,
  selectedOptionId,
} from "../words/fulfillment-options-until-20251212.ts";
import { MessageAnswerUntil20260116, messageEncoderUntil20260116 } from "../words/messages-until-20260116.ts";
import { encodeOrderUntil20260116, OrderAnswerUntil20260116 } from "../words/order-until-20260116.ts";
import { pathSpeller } from "../words/path-words.ts";
import { answerPathsOf20250929 } from "../words/paths.ts";
import { PAYMENT_PROVIDER } from "../words/payment-provider.ts";
import { totalTypesUntil20260116, totalTypeWordsUntil20260116 } from "../words/totals.ts";

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

const TotalAnswer = closed({
  type: enumeration(totalTypesUntil20260116),
  display_text: Type.String(),
  amount: Amount,
});

function encodeTotals(totals: readonly Total[]): Static<typeof TotalAnswer>[] {
  return totals.flatMap((total) => {
    const type = totalTypeWordsUntil20260116[total.type];
    return type === undefined ? [] : [{ type, display_text: total.displayText, amount: total.amount }];
  });
}

const encodeMessage = messageEncoderUntil20260116(pathSpeller(answerPathsOf20250929));

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
  requires_escalation: "in_progress",
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
  buyer: maybe(BuyerAnswerUntil20260116),
  payment_provider: closed({
    provider: enumeration([PAYMENT_PROVIDER]),
    supported_payment_methods: Type.Array(enumeration(["card"])),
  }),
  status: enumeration(statuses),
  currency: Type.String(),
  line_items: Type.Array(LineItemAnswer),
  fulfillment_address: maybe(AddressAnswer),
  fulfillment_options: Type.Array(FulfillmentOptionAnswerUntil20251212),
  fulfillment_option_id: maybe(Type.String()),
  totals: Type.Array(TotalAnswer),
  messages: Type.Array(MessageAnswerUntil20260116),
  links: Type.Array(LinkAnswer),
  order: maybe(OrderAnswerUntil20260116),
});

/** Shows any session to an agent of this version. */
export function encodeSession({ session, order, shop }: CheckoutView): Static<typeof Session> {
  const address = session.fulfillmentDetails?.address;
  return {
    id: session.id,
    buyer: session.buyer && encodeBuyerUntil20260116(session.buyer),
    payment_provider: { provider: PAYMENT_PROVIDER, supported_payment_methods: ["card"] },
    status: statusWords[session.status],
    currency: session.currency,
    line_items: session.lineItems.map(encodeLineItem),
    fulfillment_address: address && encodeAddress(address),
    fulfillment_options: session.options.map(encodeOptionUntil20251212),
    fulfillment_option_id: selectedOptionId(session.selections),
    totals: encodeTotals(session.totals),
    messages: session.messages.map(encodeMessage),
    links: encodeLinks(shop),
    order: order && encodeOrderUntil20260116(order, shop),
  };
}
