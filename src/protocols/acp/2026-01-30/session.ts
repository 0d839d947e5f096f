import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutView } from "../../../checkout/view.ts";
import { toRfc3339 } from "../../../clock.ts";
import { maybe } from "../../../operations/fields.ts";
import { AuthenticationAnswer, encodeAuthenticationWithBrowser } from "../words/authentication.ts";
import { BuyerAnswerSince20260130, encodeBuyerSince20260130 } from "../words/buyer-since-20260130.ts";
import { CapabilitiesAnswer, encodeCapabilities } from "../words/capabilities.ts";
import { DiscountsAnswer, encodeDiscounts } from "../words/discounts.ts";
import { closed, DateTime, enumeration, FreeForm, Url } from "../words/fields.ts";
import {
  encodeFulfillmentDetailsUntil20260130,
  FulfillmentDetailsAnswerUntil20260130,
} from "../words/fulfillment-details.ts";
import {
  encodeOptionSince20260130,
  encodeSelectionSince20260130,
  FulfillmentOptionAnswerSince20260130,
  SelectionAnswerSince20260130,
} from "../words/fulfillment-options-since-20260130.ts";
import {
  encodeLineItemSince20260130,
  LineItemAnswerSince20260130,
} from "../words/line-items-since-20260130.ts";
import { encodeLinksSince20260130, LinkAnswerSince20260130 } from "../words/links.ts";
import { encodeMessageOf20260130, MessageAnswerOf20260130 } from "../words/messages-since-20260130.ts";
import { statusesSince20260130 } from "../words/statuses.ts";
import { encodeTotalsOf20260130, TotalAnswerOf20260130 } from "../words/totals.ts";
import { encodeOrderOf20260130, OrderAnswerOf20260130 } from "./order.ts";

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
  fulfillment_details: maybe(FulfillmentDetailsAnswerUntil20260130),
  fulfillment_options: Type.Array(FulfillmentOptionAnswerSince20260130),
  selected_fulfillment_options: Type.Array(SelectionAnswerSince20260130),
  totals: Type.Array(TotalAnswerOf20260130),
  messages: Type.Array(MessageAnswerOf20260130),
  links: Type.Array(LinkAnswerSince20260130),
  authentication_metadata: maybe(AuthenticationAnswer),
  created_at: DateTime,
  updated_at: DateTime,
  expires_at: DateTime,
  continue_url: maybe(Url),
  metadata: maybe(FreeForm),
  quote_id: maybe(Type.String()),
  discounts: maybe(DiscountsAnswer),
  order: maybe(OrderAnswerOf20260130),
});

function encodeSession({ session, order, shop }: CheckoutView, page?: string): Static<typeof Session> {
  return {
    id: session.id,
    protocol: { version: "2026-01-30" },
    capabilities: encodeCapabilities(session, shop),
    buyer: session.buyer && encodeBuyerSince20260130(session.buyer),
    status: session.status,
    currency: session.currency,
    locale: session.locale,
    timezone: session.timezone,
    line_items: session.lineItems.map(encodeLineItemSince20260130),
    fulfillment_details:
      session.fulfillmentDetails && encodeFulfillmentDetailsUntil20260130(session.fulfillmentDetails),
    fulfillment_options: session.options.map(encodeOptionSince20260130),
    selected_fulfillment_options: session.selections.map(encodeSelectionSince20260130),
    totals: encodeTotalsOf20260130(session.totals),
    messages: session.messages.map(encodeMessageOf20260130),
    links: encodeLinksSince20260130(shop),
    authentication_metadata: encodeAuthenticationWithBrowser(session),
    created_at: toRfc3339(session.createdAt),
    updated_at: toRfc3339(session.updatedAt),
    expires_at: toRfc3339(session.expiresAt),
    continue_url: page,
    metadata: session.metadata,
    quote_id: session.quoteId,
    discounts: encodeDiscounts(session),
    order: order && encodeOrderOf20260130(order, shop),
  };
}

/** The session of this version, and how any is shown in it. */
export const session = { schema: Session, encode: encodeSession };
