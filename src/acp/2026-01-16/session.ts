import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutView } from "../../checkout/view.ts";
import type { OptionAmounts } from "../../pricing/amounts.ts";
import type { FulfillmentOption } from "../../pricing/fulfillment.ts";
import type { Shop } from "../../shop.ts";
import { asShipping } from "../2025-09-29/fulfillment-options.ts";
import { MessageAnswer } from "../2025-09-29/messages.ts";
import { BuyerAnswer, encodeBuyer, encodeOrder, OrderAnswer } from "../2025-09-29/session.ts";
import { AuthenticationAnswer, encodeAuthenticationWithBrowser } from "../2025-12-12/authentication.ts";
import {
  encodeFulfillmentDetails,
  encodeLineItem,
  encodeLinks,
  encodeMessage,
  encodePaymentMethods,
  encodeSelection,
  encodeTotals,
  FulfillmentDetailsAnswer,
  LineItemAnswer,
  LinkAnswer,
  PaymentMethodAnswer,
  SelectionAnswer,
  statusesUntil20260116,
  statusWords,
  TotalAnswer,
} from "../2025-12-12/session.ts";
import { closed, DateTime, dateTime, enumeration, maybe } from "../shared/fields.ts";

const optionFields = {
  id: Type.String(),
  title: Type.String(),
  description: maybe(Type.String()),
  totals: Type.Array(TotalAnswer),
};

const FulfillmentOptionAnswer = Type.Union([
  closed({
    type: enumeration(["shipping"]),
    ...optionFields,
    carrier: maybe(Type.String()),
    earliest_delivery_time: maybe(DateTime),
    latest_delivery_time: maybe(DateTime),
  }),
  closed({ type: enumeration(["digital"]), ...optionFields }),
]);

/** An option's amounts as rows; the types are ones that every version from here on knows. */
export function encodeOptionTotals({ subtotal, tax, total }: OptionAmounts): Static<typeof TotalAnswer>[] {
  return [
    { type: "subtotal", display_text: "Subtotal", amount: subtotal },
    { type: "tax", display_text: "Tax", amount: tax },
    { type: "total", display_text: "Total", amount: total },
  ];
}

function encodeOption(option: FulfillmentOption): Static<typeof FulfillmentOptionAnswer> {
  const { id, description } = option;
  const totals = encodeOptionTotals(option.amounts);
  if (option.type === "digital") return { type: "digital", id, title: option.title, description, totals };
  const shipping = asShipping(option);
  return {
    type: "shipping",
    id,
    title: shipping.title,
    description,
    carrier: shipping.carrier,
    earliest_delivery_time: dateTime(shipping.earliest),
    latest_delivery_time: dateTime(shipping.latest),
    totals,
  };
}

const AuthenticationProviderAnswer = closed({
  provider: enumeration(["stripe"]),
  merchant_id: Type.String(),
  supported_authentication_methods: Type.Array(enumeration(["3ds"])),
});

/** Only a shop that knows its acquirer can have a buyer authenticated. */
function encodeAuthenticationProvider({
  payment,
}: Shop): Static<typeof AuthenticationProviderAnswer> | undefined {
  if (!payment.acquirer) return undefined;
  return {
    provider: "stripe",
    merchant_id: payment.merchantId,
    supported_authentication_methods: ["3ds"],
  };
}

/** The session. */
export const Session = closed({
  id: Type.String(),
  buyer: maybe(BuyerAnswer),
  payment_provider: closed({
    provider: enumeration(["stripe"]),
    merchant_id: Type.String(),
    supported_payment_methods: Type.Array(PaymentMethodAnswer),
  }),
  authentication_provider: maybe(AuthenticationProviderAnswer),
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
    payment_provider: {
      provider: "stripe",
      merchant_id: shop.payment.merchantId,
      supported_payment_methods: encodePaymentMethods(shop),
    },
    authentication_provider: encodeAuthenticationProvider(shop),
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
