import { type Static, Type } from "@sinclair/typebox";
import type { Buyer } from "../../buyers/buyer.ts";
import type { Message, MessageErrorCode, MessageWarningCode, SessionStatus } from "../../checkout/session.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import { toRfc3339 } from "../../clock.ts";
import type { Order, OrderStatus } from "../../orders/order.ts";
import { permalinkOf } from "../../orders/permalink.ts";
import type { FulfillmentOption, Selection } from "../../pricing/fulfillment.ts";
import type { LinkType, Shop } from "../../shop.ts";
import {
  AuthenticationAnswer,
  encodeAuthenticationWithBrowser,
  encodeFulfillmentDetails,
  FulfillmentDetailsAnswer,
} from "../2025-12-12/session.ts";
import { encodeOptionTotals } from "../2026-01-16/session.ts";
import { AddressAnswer, encodeAddress } from "../shared/address.ts";
import { closed, DateTime, dateTime, enumeration, FreeForm, maybe, Url } from "../shared/fields.ts";
import { pathSpeller } from "../shared/paths.ts";
import { CapabilitiesAnswer, encodeCapabilities } from "./capabilities.ts";
import { DiscountsAnswer, encodeDiscounts } from "./discounts.ts";
import { encodeLineItem, encodeTotals, LineItemAnswer, TotalAnswer } from "./line-items.ts";
import { wordsOfAnswers } from "./paths.ts";

export const BuyerAnswer = closed({
  first_name: maybe(Type.String()),
  last_name: maybe(Type.String()),
  full_name: maybe(Type.String()),
  email: Type.String({ format: "email" }),
  phone_number: maybe(Type.String()),
  customer_id: maybe(Type.String()),
  account_type: maybe(enumeration(["guest", "registered", "business"])),
  authentication_status: maybe(enumeration(["authenticated", "guest", "requires_signin"])),
  company: maybe(
    closed({
      name: Type.String(),
      tax_id: maybe(Type.String()),
      department: maybe(Type.String()),
      cost_center: maybe(Type.String()),
    }),
  ),
  loyalty: maybe(
    closed({
      tier: maybe(Type.String()),
      points_balance: maybe(Type.Integer()),
      member_since: maybe(DateTime),
    }),
  ),
  tax_exemption: maybe(
    closed({
      certificate_id: Type.String(),
      certificate_type: enumeration(["resale", "exempt_organization", "government"]),
      exempt_regions: maybe(Type.Array(Type.String())),
      expires_at: maybe(DateTime),
    }),
  ),
});

export function encodeBuyer(buyer: Buyer): Static<typeof BuyerAnswer> {
  const { company, loyalty, tax_exemption: exemption } = buyer;
  return {
    first_name: buyer.first_name,
    last_name: buyer.last_name,
    full_name: buyer.full_name,
    email: buyer.email,
    phone_number: buyer.phone_number,
    customer_id: buyer.customer_id,
    account_type: buyer.account_type,
    authentication_status: buyer.authentication_status,
    company: company && {
      name: company.name,
      tax_id: company.tax_id,
      department: company.department,
      cost_center: company.cost_center,
    },
    loyalty: loyalty && {
      tier: loyalty.tier,
      points_balance: loyalty.points_balance,
      member_since: loyalty.member_since,
    },
    tax_exemption: exemption && {
      certificate_id: exemption.certificate_id,
      certificate_type: exemption.certificate_type,
      exempt_regions: exemption.exempt_regions && [...exemption.exempt_regions],
      expires_at: exemption.expires_at,
    },
  };
}

const optionFields = {
  id: Type.String(),
  title: Type.String(),
  description: maybe(Type.String()),
  totals: Type.Array(TotalAnswer),
};

export const FulfillmentOptionAnswer = Type.Union([
  closed({
    type: enumeration(["shipping"]),
    ...optionFields,
    carrier: maybe(Type.String()),
    earliest_delivery_time: maybe(DateTime),
    latest_delivery_time: maybe(DateTime),
  }),
  closed({ type: enumeration(["digital"]), ...optionFields }),
  closed({
    type: enumeration(["pickup"]),
    ...optionFields,
    location: closed({
      name: Type.String(),
      address: AddressAnswer,
      phone: maybe(Type.String()),
      instructions: maybe(Type.String()),
    }),
    pickup_type: maybe(enumeration(["in_store", "curbside", "locker"])),
    ready_by: maybe(DateTime),
    pickup_by: maybe(DateTime),
  }),
  closed({
    type: enumeration(["local_delivery"]),
    ...optionFields,
    delivery_window: maybe(closed({ start: DateTime, end: DateTime })),
    service_area: maybe(closed({ center_postal_code: Type.String() })),
  }),
]);

export function encodeOption(option: FulfillmentOption): Static<typeof FulfillmentOptionAnswer> {
  const { id, title, description } = option;
  const totals = encodeOptionTotals(option.amounts);
  switch (option.type) {
    case "shipping":
      return {
        type: "shipping",
        id,
        title,
        description,
        carrier: option.carrier,
        earliest_delivery_time: dateTime(option.earliest),
        latest_delivery_time: dateTime(option.latest),
        totals,
      };
    case "digital":
      return { type: "digital", id, title, description, totals };
    case "pickup":
      return {
        type: "pickup",
        id,
        title,
        description,
        location: {
          name: option.location.name,
          address: encodeAddress(option.location.address),
          phone: option.location.phone,
          instructions: option.location.instructions,
        },
        pickup_type: option.pickupType,
        ready_by: dateTime(option.readyBy),
        pickup_by: dateTime(option.pickupBy),
        totals,
      };
    case "local_delivery":
      return {
        type: "local_delivery",
        id,
        title,
        description,
        delivery_window: option.window && {
          start: toRfc3339(option.window.start),
          end: toRfc3339(option.window.end),
        },
        service_area: option.serviceArea && { center_postal_code: option.serviceArea.centerPostalCode },
        totals,
      };
  }
}

export const SelectionAnswer = closed({
  type: enumeration(["shipping", "digital", "pickup", "local_delivery"]),
  option_id: Type.String(),
  item_ids: Type.Array(Type.String()),
});

export function encodeSelection(selection: Selection): Static<typeof SelectionAnswer> {
  return {
    type: selection.type,
    option_id: selection.optionId,
    item_ids: [...selection.lineItemIds],
  };
}

export const warningCodes = [
  "low_stock",
  "high_demand",
  "shipping_delay",
  "price_change",
  "expiring_promotion",
  "limited_availability",
  "discount_code_expired",
  "discount_code_invalid",
  "discount_code_already_applied",
  "discount_code_combination_disallowed",
  "discount_code_minimum_not_met",
  "discount_code_user_not_logged_in",
  "discount_code_user_ineligible",
  "discount_code_usage_limit_reached",
] as const satisfies readonly MessageWarningCode[];

export const errorCodes = [
  "missing",
  "invalid",
  "out_of_stock",
  "payment_declined",
  "requires_sign_in",
  "requires_3ds",
  "low_stock",
  "quantity_exceeded",
  "coupon_invalid",
  "coupon_expired",
  "minimum_not_met",
  "maximum_exceeded",
  "region_restricted",
  "age_verification_required",
  "approval_required",
  "unsupported",
  "not_found",
  "conflict",
  "rate_limited",
  "expired",
  "intervention_required",
] as const satisfies readonly MessageErrorCode[];

export const messageFields = {
  severity: maybe(enumeration(["info", "low", "medium", "high", "critical"])),
  param: maybe(Type.String()),
  content_type: enumeration(["plain", "markdown"]),
  content: Type.String(),
};

const MessageAnswer = Type.Union([
  closed({ type: enumeration(["info"]), ...messageFields }),
  closed({ type: enumeration(["warning"]), code: enumeration(warningCodes), ...messageFields }),
  closed({ type: enumeration(["error"]), code: enumeration(errorCodes), ...messageFields }),
]);

const path = pathSpeller(wordsOfAnswers);

function encodeMessage(message: Message): Static<typeof MessageAnswer> {
  const param = message.place && path(message.place);
  const { severity, content, contentType: content_type } = message;
  switch (message.type) {
    case "info":
      return { type: "info", severity, param, content_type, content };
    case "warning":
      return { type: "warning", code: message.code, severity, param, content_type, content };
    case "error":
      return { type: "error", code: message.code, severity, param, content_type, content };
  }
}

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

export function encodeLinks(shop: Shop): Static<typeof LinkAnswer>[] {
  return shop.links.map(({ type, title, url }) => ({ type, title, url }));
}

export const SupportAnswer = closed({
  email: maybe(Type.String({ format: "email" })),
  phone: maybe(Type.String()),
  hours: maybe(Type.String()),
  help_center_url: maybe(Url),
});

export function encodeSupport({ support }: Shop): Static<typeof SupportAnswer> {
  return {
    email: support.email,
    phone: support.phone,
    hours: support.hours,
    help_center_url: support.helpCenterUrl,
  };
}

export const EstimatedDeliveryAnswer = closed({ earliest: DateTime, latest: DateTime });

export function encodeEstimatedDelivery(
  estimate: Order["estimatedDelivery"],
): Static<typeof EstimatedDeliveryAnswer> | undefined {
  return estimate && { earliest: toRfc3339(estimate.earliest), latest: toRfc3339(estimate.latest) };
}

/** A status this version has no word for is left out: the field is optional. */
const orderStatusWords: Record<
  OrderStatus,
  "confirmed" | "processing" | "shipped" | "delivered" | undefined
> = {
  created: undefined,
  confirmed: "confirmed",
  manual_review: undefined,
  processing: "processing",
  shipped: "shipped",
  completed: "delivered",
  canceled: undefined,
};

const OrderAnswer = closed({
  id: Type.String(),
  checkout_session_id: Type.String(),
  order_number: Type.String(),
  permalink_url: Url,
  status: maybe(enumeration(["confirmed", "processing", "shipped", "delivered"])),
  estimated_delivery: maybe(EstimatedDeliveryAnswer),
  confirmation: closed({ confirmation_number: Type.String(), receipt_url: Url }),
  support: SupportAnswer,
});

function encodeOrder(order: Order, shop: Shop): Static<typeof OrderAnswer> {
  return {
    id: order.id,
    checkout_session_id: order.sessionId,
    order_number: String(order.number),
    permalink_url: permalinkOf(order, shop),
    status: orderStatusWords[order.status],
    estimated_delivery: encodeEstimatedDelivery(order.estimatedDelivery),
    confirmation: {
      confirmation_number: String(order.number),
      receipt_url: permalinkOf(order, shop),
    },
    support: encodeSupport(shop),
  };
}

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

export const session = { schema: Session, encode: encodeSession };
