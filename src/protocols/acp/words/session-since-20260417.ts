import { type Static, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../../address.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import type { CheckoutView } from "../../../checkout/view.ts";
import { toRfc3339 } from "../../../clock.ts";
import { maybe } from "../../../operations/fields.ts";
import type { Shop } from "../../../shop.ts";
import { addressAnswerFields, encodeAddress } from "./address.ts";
import { authenticationAnswerFields, encodeAuthentication } from "./authentication.ts";
import { BuyerAnswerSince20260130, encodeBuyerSince20260130 } from "./buyer-since-20260130.ts";
import {
  ExtensionAnswer,
  encodeExtensions,
  encodeHandler,
  encodeInterventions,
  handlerAnswerFields,
  InterventionsAnswer,
} from "./capabilities.ts";
import { DiscountsAnswer, encodeDiscounts } from "./discounts.ts";
import { closed, DateTime, enumeration, FreeForm, Url } from "./fields.ts";
import {
  encodeOptionSince20260130,
  encodeSelectionSince20260130,
  FulfillmentOptionAnswerSince20260130,
  SelectionAnswerSince20260130,
} from "./fulfillment-options-since-20260130.ts";
import { encodeLineItemSince20260130, LineItemAnswerSince20260130 } from "./line-items-since-20260130.ts";
import { encodeLinksSince20260130, LinkAnswerSince20260130 } from "./links.ts";
import { encodeMessageSince20260417, MessageAnswerSince20260417 } from "./messages-since-20260417.ts";
import { encodeOrderSince20260417, OrderAnswerSince20260417 } from "./order-since-20260417.ts";
import { statusesSince20260130 } from "./statuses.ts";
import { encodeTotalsSince20260417, TotalAnswerSince20260417 } from "./totals.ts";

const CapabilitiesAnswer = closed({
  payment: closed({
    // `display_order` is left out: one handler has none, and of the official schemas OpenAPI's does not know it.
    handlers: Type.Array(closed({ ...handlerAnswerFields, display_name: Type.String() })),
  }),
  interventions: InterventionsAnswer,
  extensions: maybe(Type.Array(ExtensionAnswer)),
});

function encodeCapabilities(session: CheckoutSession, shop: Shop): Static<typeof CapabilitiesAnswer> {
  return {
    payment: {
      handlers: [{ ...encodeHandler(shop.payment), display_name: "Card" }],
    },
    interventions: encodeInterventions(session.interventions, shop),
    extensions: encodeExtensions(session),
  };
}

const FulfillmentDetailsAnswer = closed({
  name: maybe(Type.String()),
  phone_number: maybe(Type.String()),
  email: maybe(Type.String({ format: "email" })),
  address: maybe(closed({ ...addressAnswerFields, company: maybe(Type.String()) })),
});

function encodeFulfillmentDetails(details: FulfillmentDetails): Static<typeof FulfillmentDetailsAnswer> {
  const { name, phoneNumber, email, address } = details;
  return {
    name,
    phone_number: phoneNumber,
    email,
    address: address && { ...encodeAddress(address), company: address.company },
  };
}

const MarketingConsentOptionAnswer = closed({
  channel: Type.String(),
  display_text: Type.String(),
  privacy_policy_url: Url,
});

function encodeConsentOptions(shop: Shop): Static<typeof MarketingConsentOptionAnswer>[] | undefined {
  if (shop.marketingConsents.length === 0) return undefined;
  return shop.marketingConsents.map((option) => ({
    channel: option.channel,
    display_text: option.displayText,
    privacy_policy_url: option.privacyPolicyUrl,
  }));
}

const AuthenticationAnswer = closed(authenticationAnswerFields);

function encodeAuthenticationOf(session: CheckoutSession): Static<typeof AuthenticationAnswer> | undefined {
  if (session.status !== "authentication_required" || !session.authentication) return undefined;
  return encodeAuthentication(session.authentication);
}

const Session = closed({
  id: Type.String(),
  protocol: closed({ version: Type.String() }),
  capabilities: CapabilitiesAnswer,
  buyer: maybe(BuyerAnswerSince20260130),
  status: enumeration(statusesSince20260130),
  currency: Type.String(),
  locale: maybe(Type.String()),
  timezone: maybe(Type.String()),
  line_items: Type.Array(LineItemAnswerSince20260130),
  fulfillment_details: maybe(FulfillmentDetailsAnswer),
  fulfillment_options: Type.Array(FulfillmentOptionAnswerSince20260130),
  selected_fulfillment_options: Type.Array(SelectionAnswerSince20260130),
  totals: Type.Array(TotalAnswerSince20260417),
  messages: Type.Array(MessageAnswerSince20260417),
  links: Type.Array(LinkAnswerSince20260130),
  authentication_metadata: maybe(AuthenticationAnswer),
  created_at: DateTime,
  updated_at: DateTime,
  expires_at: DateTime,
  continue_url: maybe(Url),
  metadata: maybe(FreeForm),
  quote_id: maybe(Type.String()),
  discounts: maybe(DiscountsAnswer),
  marketing_consent_options: maybe(Type.Array(MarketingConsentOptionAnswer)),
  order: maybe(OrderAnswerSince20260417),
});

function encodeSession({ session, order, shop }: CheckoutView, page?: string): Static<typeof Session> {
  return {
    id: session.id,
    protocol: { version: "2026-04-17" },
    capabilities: encodeCapabilities(session, shop),
    buyer: session.buyer && encodeBuyerSince20260130(session.buyer),
    status: session.status,
    currency: session.currency,
    locale: session.locale,
    timezone: session.timezone,
    line_items: session.lineItems.map(encodeLineItemSince20260130),
    fulfillment_details: session.fulfillmentDetails && encodeFulfillmentDetails(session.fulfillmentDetails),
    fulfillment_options: session.options.map(encodeOptionSince20260130),
    selected_fulfillment_options: session.selections.map(encodeSelectionSince20260130),
    totals: encodeTotalsSince20260417(session.totals),
    messages: session.messages.map(encodeMessageSince20260417),
    links: encodeLinksSince20260130(shop),
    authentication_metadata: encodeAuthenticationOf(session),
    created_at: toRfc3339(session.createdAt),
    updated_at: toRfc3339(session.updatedAt),
    expires_at: toRfc3339(session.expiresAt),
    continue_url: page,
    metadata: session.metadata,
    quote_id: session.quoteId,
    discounts: encodeDiscounts(session),
    marketing_consent_options: encodeConsentOptions(shop),
    order: order && encodeOrderSince20260417(order, shop),
  };
}

/** The session of this version, and how any is shown in it. */
export const session = { schema: Session, encode: encodeSession };
