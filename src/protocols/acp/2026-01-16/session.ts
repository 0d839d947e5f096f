import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutView } from "../../../checkout/view.ts";
import { dateTime, maybe } from "../../../operations/fields.ts";
import type { FulfillmentOption } from "../../../pricing/fulfillment.ts";
import type { Shop } from "../../../shop.ts";
import { AuthenticationAnswer, encodeAuthenticationWithBrowser } from "../words/authentication.ts";
import { BuyerAnswerUntil20260116, encodeBuyerUntil20260116 } from "../words/buyer-until-20260116.ts";
import { closed, DateTime, enumeration } from "../words/fields.ts";
import {
  encodeFulfillmentDetailsUntil20260130,
  FulfillmentDetailsAnswerUntil20260130,
} from "../words/fulfillment-details.ts";
import { asShipping } from "../words/fulfillment-options-until-20251212.ts";
import {
  encodeLineItemUntil20260116,
  LineItemAnswerUntil20260116,
} from "../words/line-items-until-20260116.ts";
import { encodeLinksUntil20260116, LinkAnswerUntil20260116 } from "../words/links.ts";
import { encodeMessageUntil20260116, MessageAnswerUntil20260116 } from "../words/messages-until-20260116.ts";
import { encodeOrderUntil20260116, OrderAnswerUntil20260116 } from "../words/order-until-20260116.ts";
import { encodePaymentMethods, PaymentMethodAnswer } from "../words/payment-methods.ts";
import { PAYMENT_PROVIDER } from "../words/payment-provider.ts";
import {
  encodeSelectionUntil20260116,
  SelectionAnswerUntil20260116,
} from "../words/selections-until-20260116.ts";
import { statusesUntil20260116, statusWordsUntil20260116 } from "../words/statuses.ts";
import { encodeOptionTotals, encodeTotalsUntil20260116, TotalAnswerUntil20260116 } from "../words/totals.ts";

const optionFields = {
  id: Type.String(),
  title: Type.String(),
  description: maybe(Type.String()),
  totals: Type.Array(TotalAnswerUntil20260116),
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
  provider: enumeration([PAYMENT_PROVIDER]),
  merchant_id: Type.String(),
  supported_authentication_methods: Type.Array(enumeration(["3ds"])),
});

/** Only a shop that knows its acquirer can have a buyer authenticated. */
function encodeAuthenticationProvider({
  payment,
}: Shop): Static<typeof AuthenticationProviderAnswer> | undefined {
  if (!payment.acquirer) return undefined;
  return {
    provider: PAYMENT_PROVIDER,
    merchant_id: payment.merchantId,
    supported_authentication_methods: ["3ds"],
  };
}

/** The session. */
export const Session = closed({
  id: Type.String(),
  buyer: maybe(BuyerAnswerUntil20260116),
  payment_provider: closed({
    provider: enumeration([PAYMENT_PROVIDER]),
    merchant_id: Type.String(),
    supported_payment_methods: Type.Array(PaymentMethodAnswer),
  }),
  authentication_provider: maybe(AuthenticationProviderAnswer),
  status: enumeration(statusesUntil20260116),
  currency: Type.String(),
  line_items: Type.Array(LineItemAnswerUntil20260116),
  fulfillment_details: maybe(FulfillmentDetailsAnswerUntil20260130),
  fulfillment_options: Type.Array(FulfillmentOptionAnswer),
  selected_fulfillment_options: maybe(Type.Array(SelectionAnswerUntil20260116)),
  totals: Type.Array(TotalAnswerUntil20260116),
  messages: Type.Array(MessageAnswerUntil20260116),
  links: Type.Array(LinkAnswerUntil20260116),
  authentication_metadata: maybe(AuthenticationAnswer),
  order: maybe(OrderAnswerUntil20260116),
});

/** Shows any session to an agent of this version. */
export function encodeSession({ session, order, shop }: CheckoutView): Static<typeof Session> {
  return {
    id: session.id,
    buyer: session.buyer && encodeBuyerUntil20260116(session.buyer),
    payment_provider: {
      provider: PAYMENT_PROVIDER,
      merchant_id: shop.payment.merchantId,
      supported_payment_methods: encodePaymentMethods(shop),
    },
    authentication_provider: encodeAuthenticationProvider(shop),
    status: statusWordsUntil20260116[session.status],
    currency: session.currency,
    line_items: session.lineItems.map(encodeLineItemUntil20260116),
    fulfillment_details:
      session.fulfillmentDetails && encodeFulfillmentDetailsUntil20260130(session.fulfillmentDetails),
    fulfillment_options: session.options.map(encodeOption),
    selected_fulfillment_options: session.selections.map(encodeSelectionUntil20260116),
    totals: encodeTotalsUntil20260116(session.totals),
    messages: session.messages.map(encodeMessageUntil20260116),
    links: encodeLinksUntil20260116(shop),
    authentication_metadata: encodeAuthenticationWithBrowser(session),
    order: order && encodeOrderUntil20260116(order, shop),
  };
}
