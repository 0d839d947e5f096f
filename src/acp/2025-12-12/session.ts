import { type Static, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../address.ts";
import type { LineItem, SessionStatus } from "../../checkout/session.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Total } from "../../pricing/amounts.ts";
import type { Selection } from "../../pricing/fulfillment.ts";
import type { CardBrand, LinkType, Shop } from "../../shop.ts";
import { encodeOption, FulfillmentOptionAnswer } from "../2025-09-29/fulfillment-options.ts";
import { MessageAnswer, messageEncoder } from "../2025-09-29/messages.ts";
import {
  BuyerAnswer,
  encodeBuyer,
  encodeOrder,
  OrderAnswer,
  totalTypes,
  totalTypesUntil20260116,
} from "../2025-09-29/session.ts";
import { AddressAnswer, encodeAddress } from "../shared/address.ts";
import { Amount, closed, enumeration, maybe, Url } from "../shared/fields.ts";
import { pathSpeller } from "../shared/paths.ts";
import { AuthenticationAnswer, encodeAuthenticationWithBrowser } from "./authentication.ts";
import { wordsOfAnswers } from "./paths.ts";

/** Who receives the goods and where, until 2026-01-30. */
export const FulfillmentDetailsAnswer = closed({
  name: maybe(Type.String()),
  phone_number: maybe(Type.String()),
  email: maybe(Type.String({ format: "email" })),
  address: maybe(AddressAnswer),
});

/** Shows who receives the goods and where. */
export function encodeFulfillmentDetails(
  details: FulfillmentDetails,
): Static<typeof FulfillmentDetailsAnswer> {
  return {
    name: details.name,
    phone_number: details.phone_number,
    email: details.email,
    address: details.address && encodeAddress(details.address),
  };
}

/** One fact about a line, such as its size. */
export const CustomAttributeAnswer = closed({ display_name: Type.String(), value: Type.String() });

/** A line with five amounts, until 2026-01-16. */
export const LineItemAnswer = closed({
  id: Type.String(),
  item: closed({ id: Type.String(), quantity: Type.Integer({ minimum: 1 }) }),
  base_amount: Amount,
  discount: Amount,
  subtotal: Amount,
  tax: Amount,
  total: Amount,
  name: maybe(Type.String()),
  description: maybe(Type.String()),
  images: maybe(Type.Array(Url)),
  unit_amount: maybe(Amount),
  custom_attributes: maybe(Type.Array(CustomAttributeAnswer)),
});

/** Shows a line; all amounts in minor units. */
export function encodeLineItem(line: LineItem): Static<typeof LineItemAnswer> {
  return {
    id: line.id,
    item: { id: line.variantId, quantity: line.quantity },
    base_amount: line.amounts.base,
    discount: line.amounts.discount,
    subtotal: line.amounts.subtotal,
    tax: line.amounts.tax,
    total: line.amounts.total,
    name: line.title,
    description: descriptionOf(line),
    images: imagesOf(line),
    unit_amount: line.unitPrice,
    custom_attributes: encodeCustomAttributes(line),
  };
}

/** Plain text, or Markdown, which reads well as plain text; HTML does not and is left out. */
export function descriptionOf({ description }: LineItem): string | undefined {
  return description?.plain ?? description?.markdown;
}

/** The URLs of a line's pictures; absent when it has none. */
export function imagesOf(line: LineItem): string[] | undefined {
  const images = line.media.filter((media) => media.type === "image");
  return images.length === 0 ? undefined : images.map((image) => image.url);
}

/** Shows what tells a variant from its siblings; absent when it has none. */
export function encodeCustomAttributes(line: LineItem): Static<typeof CustomAttributeAnswer>[] | undefined {
  if (line.options.length === 0) return undefined;
  return line.options.map((option) => ({ display_name: option.name, value: option.value }));
}

/** A row of the bill, until 2026-01-16. */
export const TotalAnswer = closed({
  type: enumeration(totalTypesUntil20260116),
  display_text: Type.String(),
  amount: Amount,
  description: maybe(Type.String()),
});

/** Shows the bill in the total types these versions know, so that it still adds up. */
export function encodeTotals(totals: readonly Total[]): Static<typeof TotalAnswer>[] {
  return totals.flatMap(({ type, displayText, amount, description }) => {
    const known = totalTypes[type];
    return known === undefined ? [] : [{ type: known, display_text: displayText, amount, description }];
  });
}

const SelectedOptionAnswer = closed({ option_id: Type.String(), item_ids: Type.Array(Type.String()) });

/** A chosen option nested under its type, until 2026-01-16. */
export const SelectionAnswer = Type.Union([
  closed({ type: enumeration(["shipping"]), shipping: SelectedOptionAnswer }),
  closed({ type: enumeration(["digital"]), digital: SelectedOptionAnswer }),
]);

/** Shows a chosen option with the ids of its lines; pickup and local delivery as shipping. */
export function encodeSelection(selection: Selection): Static<typeof SelectionAnswer> {
  const chosen = { option_id: selection.optionId, item_ids: [...selection.lineItemIds] };
  return selection.type === "digital"
    ? { type: "digital", digital: chosen }
    : { type: "shipping", shipping: chosen };
}

/** Shows a message, until 2026-01-16. */
export const encodeMessage = messageEncoder(pathSpeller(wordsOfAnswers));

const cardNetworks = ["amex", "discover", "mastercard", "visa"] as const;

const networksByBrand: Record<CardBrand, (typeof cardNetworks)[number] | undefined> = {
  amex: "amex",
  discover: "discover",
  mastercard: "mastercard",
  visa: "visa",
  diners: undefined,
  jcb: undefined,
  unionpay: undefined,
  eftpos: undefined,
  interac: undefined,
};

/** Cards, and of which networks. */
export const PaymentMethodAnswer = closed({
  type: enumeration(["card"]),
  supported_card_networks: Type.Array(enumeration(cardNetworks)),
});

/** Shows the card networks taken, as far as these versions know them. */
export function encodePaymentMethods(shop: Shop): Static<typeof PaymentMethodAnswer>[] {
  const networks = shop.payment.cardBrands.map((brand) => networksByBrand[brand]);
  return [{ type: "card", supported_card_networks: networks.filter((network) => network !== undefined) }];
}

/** The link types until 2026-01-16. */
export const linkTypesUntil20260116 = ["terms_of_use", "privacy_policy", "return_policy"] as const;

const linkTypes: Record<LinkType, (typeof linkTypesUntil20260116)[number] | undefined> = {
  terms_of_use: "terms_of_use",
  privacy_policy: "privacy_policy",
  return_policy: "return_policy",
  shipping_policy: undefined,
  contact_us: undefined,
  about_us: undefined,
  faq: undefined,
  support: undefined,
};

/** A link to one of the shop's policies. */
export const LinkAnswer = closed({ type: enumeration(linkTypesUntil20260116), url: Url });

/** Shows the links whose types these versions know. */
export function encodeLinks(shop: Shop): Static<typeof LinkAnswer>[] {
  return shop.links.flatMap(({ type, url }) => {
    const known = linkTypes[type];
    return known === undefined ? [] : [{ type: known, url }];
  });
}

/** The statuses until 2026-01-16. */
export const statusesUntil20260116 = [
  "not_ready_for_payment",
  "authentication_required",
  "ready_for_payment",
  "in_progress",
  "completed",
  "canceled",
] as const;

/** The word for each status, until 2026-01-16. */
export const statusWords: Record<SessionStatus, (typeof statusesUntil20260116)[number]> = {
  not_ready_for_payment: "not_ready_for_payment",
  ready_for_payment: "ready_for_payment",
  authentication_required: "authentication_required",
  in_progress: "in_progress",
  completed: "completed",
  canceled: "canceled",
  expired: "canceled",
};

/** The session. */
export const Session = closed({
  id: Type.String(),
  buyer: maybe(BuyerAnswer),
  payment_provider: closed({
    provider: enumeration(["stripe"]),
    supported_payment_methods: Type.Array(PaymentMethodAnswer),
  }),
  status: enumeration(statusesUntil20260116),
  currency: Type.String(),
  line_items: Type.Array(LineItemAnswer),
  fulfillment_details: maybe(FulfillmentDetailsAnswer),
  fulfillment_options: Type.Array(FulfillmentOptionAnswer),
  selected_fulfillment_options: maybe(Type.Array(SelectionAnswer)),
  totals: Type.Array(TotalAnswer),
  messages: Type.Array(MessageAnswer),
  links: Type.Array(LinkAnswer),
  authentication_metadata: maybe(AuthenticationAnswer),
  order: maybe(OrderAnswer),
});

/** Shows any session to an agent of this version. */
export function encodeSession({ session, order, shop }: CheckoutView): Static<typeof Session> {
  return {
    id: session.id,
    buyer: session.buyer && encodeBuyer(session.buyer),
    payment_provider: { provider: "stripe", supported_payment_methods: encodePaymentMethods(shop) },
    status: statusWords[session.status],
    currency: session.currency,
    line_items: session.lineItems.map(encodeLineItem),
    fulfillment_details: session.fulfillmentDetails && encodeFulfillmentDetails(session.fulfillmentDetails),
    fulfillment_options: session.options.map(encodeOption),
    selected_fulfillment_options: session.selections.map(encodeSelection),
    totals: encodeTotals(session.totals),
    messages: session.messages.map(encodeMessage),
    links: encodeLinks(shop),
    authentication_metadata: encodeAuthenticationWithBrowser(session),
    order: order && encodeOrder(order, shop),
  };
}
