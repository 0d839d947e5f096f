import { type Static, Type } from "@sinclair/typebox";
import type { SessionStatus } from "../../checkout/session.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import { toRfc3339 } from "../../clock.ts";
import type { LinkType, Shop } from "../../shop.ts";
import { AuthenticationAnswer, encodeAuthenticationWithBrowser } from "../2025-12-12/authentication.ts";
import { encodeFulfillmentDetails, FulfillmentDetailsAnswer } from "../2025-12-12/session.ts";
import { closed, DateTime, enumeration, FreeForm, maybe, Url } from "../shared/fields.ts";
import { BuyerAnswer, encodeBuyer } from "./buyer.ts";
import { CapabilitiesAnswer, encodeCapabilities } from "./capabilities.ts";
import { DiscountsAnswer, encodeDiscounts } from "./discounts.ts";
import {
  encodeOption,
  encodeSelection,
  FulfillmentOptionAnswer,
  SelectionAnswer,
} from "./fulfillment-options.ts";
import { encodeLineItem, encodeTotals, LineItemAnswer, TotalAnswer } from "./line-items.ts";
import { encodeMessage, MessageAnswer } from "./messages.ts";
import { encodeOrder, OrderAnswer } from "./order.ts";

/** A link to one of the shop's pages. */
export const LinkAnswer = closed({
  type: enumeration([
    "terms_of_use",
    "privacy_policy",
    "return_policy",
    "shipping_policy",
    "contact_us",
    "about_us",
    "faq",
    "support",
  ] as const satisfies readonly LinkType[]),
  title: maybe(Type.String()),
  url: Url,
});

/** Shows all the shop's links. */
export function encodeLinks(shop: Shop): Static<typeof LinkAnswer>[] {
  return shop.links.map(({ type, title, url }) => ({ type, title, url }));
}

/** The statuses we use; this version knows more. */
export const statuses = [
  "not_ready_for_payment",
  "authentication_required",
  "ready_for_payment",
  "in_progress",
  "completed",
  "canceled",
  "expired",
] as const satisfies readonly SessionStatus[];

const Session = closed({
  id: Type.String(),
  protocol: closed({ version: Type.String() }),
  capabilities: CapabilitiesAnswer,
  buyer: maybe(BuyerAnswer),
  status: enumeration(statuses),
  currency: Type.String(),
  locale: maybe(Type.String()),
  timezone: maybe(Type.String()),
  line_items: Type.Array(LineItemAnswer),
  fulfillment_details: maybe(FulfillmentDetailsAnswer),
  fulfillment_options: Type.Array(FulfillmentOptionAnswer),
  selected_fulfillment_options: Type.Array(SelectionAnswer),
  totals: Type.Array(TotalAnswer),
  messages: Type.Array(MessageAnswer),
  links: Type.Array(LinkAnswer),
  authentication_metadata: maybe(AuthenticationAnswer),
  created_at: DateTime,
  updated_at: DateTime,
  expires_at: DateTime,
  metadata: maybe(FreeForm),
  quote_id: maybe(Type.String()),
  discounts: maybe(DiscountsAnswer),
  order: maybe(OrderAnswer),
});

function encodeSession({ session, order, shop }: CheckoutView): Static<typeof Session> {
  return {
    id: session.id,
    protocol: { version: "2026-01-30" },
    capabilities: encodeCapabilities(session, shop),
    buyer: session.buyer && encodeBuyer(session.buyer),
    status: session.status,
    currency: session.currency,
    locale: session.locale,
    timezone: session.timezone,
    line_items: session.lineItems.map(encodeLineItem),
    fulfillment_details: session.fulfillmentDetails && encodeFulfillmentDetails(session.fulfillmentDetails),
    fulfillment_options: session.options.map(encodeOption),
    selected_fulfillment_options: session.selections.map(encodeSelection),
    totals: encodeTotals(session.totals),
    messages: session.messages.map(encodeMessage),
    links: encodeLinks(shop),
    authentication_metadata: encodeAuthenticationWithBrowser(session),
    created_at: toRfc3339(session.createdAt),
    updated_at: toRfc3339(session.updatedAt),
    expires_at: toRfc3339(session.expiresAt),
    metadata: session.metadata,
    quote_id: session.quoteId,
    discounts: encodeDiscounts(session),
    order: order && encodeOrder(order, shop),
  };
}

/** The session of this version, and how any is shown in it. */
export const session = { schema: Session, encode: encodeSession };
