import { type Static, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../address.ts";
import type {
  CancelCommand,
  CompleteCommand,
  CreateCommand,
  RequestedSelection,
  UpdateCommand,
} from "../../checkout/command.ts";
import type { AffiliateAttribution, IntentTrace } from "../../checkout/session.ts";
import type { AuthenticationResult } from "../../payments/authentication.ts";
import {
  BuyerRequest,
  decodeBuyer,
  decodeItems,
  decodePayment,
  ItemsRequest,
  paymentRequestFields,
} from "../2025-09-29/requests.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../examples.ts";
import { AddressRequest, decodeAddress } from "../shared/address.ts";
import {
  DateTime,
  Email,
  enumeration,
  FlatFacts,
  id,
  list,
  MAX_ITEMS,
  open,
  text,
  Url,
} from "../shared/fields.ts";
import { refuse, requestShape } from "../shared/request.ts";

/** Everything of the fulfillment details but the address, which later versions extend. */
export const contactRequestFields = {
  name: Type.Optional(text(256)),
  phone_number: Type.Optional(text(40)),
  email: Type.Optional(Email),
};

export const FulfillmentDetailsRequest = open({
  ...contactRequestFields,
  address: Type.Optional(AddressRequest),
});

export function decodeFulfillmentDetails(
  details: Static<typeof FulfillmentDetailsRequest>,
): FulfillmentDetails {
  return {
    name: details.name,
    phone_number: details.phone_number,
    email: details.email,
    address: details.address && decodeAddress(details.address, "$.fulfillment_details.address"),
  };
}

const SelectedOptionRequest = open({
  option_id: id("One of the session's `fulfillment_options`."),
  item_ids: list(id("A line item's id, or its item's."), MAX_ITEMS),
});

const SelectionRequest = open({
  type: enumeration(["shipping", "digital"]),
  shipping: Type.Optional(SelectedOptionRequest),
  digital: Type.Optional(SelectedOptionRequest),
});

/**
 * The option's own type is looked up by its id, not read from here: this version calls pickup and local delivery
 * shipping too. No ids stand for every line the option can carry.
 */
function decodeSelection(selection: Static<typeof SelectionRequest>, index: number): RequestedSelection {
  const chosen = selection[selection.type];
  if (!chosen) {
    const path = `$.selected_fulfillment_options[${index}].${selection.type}`;
    return refuse("missing", path, `a selection of type ${selection.type} needs its option_id and item_ids`);
  }
  return { optionId: chosen.option_id, itemIds: chosen.item_ids.length === 0 ? undefined : chosen.item_ids };
}

/** Who led the buyer here. Its structure is checked, its claims are not (RFC affiliate attribution, section 7). */
export const AffiliateAttributionRequest = open({
  provider: text(256),
  token: Type.Optional(text(4096)),
  publisher_id: Type.Optional(text(256)),
  campaign_id: Type.Optional(text(256)),
  creative_id: Type.Optional(text(256)),
  sub_id: Type.Optional(text(256)),
  source: Type.Optional(open({ type: enumeration(["url", "platform", "unknown"]), url: Type.Optional(Url) })),
  issued_at: Type.Optional(DateTime),
  expires_at: Type.Optional(DateTime),
  metadata: Type.Optional(FlatFacts),
  touchpoint: Type.Optional(enumeration(["first", "last"])),
});

export function decodeAffiliateAttribution(
  attribution: Static<typeof AffiliateAttributionRequest>,
): AffiliateAttribution {
  const { provider, touchpoint, ...details } = attribution;
  if (details.token === undefined && details.publisher_id === undefined) {
    refuse("missing", "$.affiliate_attribution.publisher_id", "either a token or a publisher_id is required");
  }
  return { provider, touchpoint, details };
}

export const AuthenticationDetailsRequest = open({
  three_ds_cryptogram: text(256),
  electronic_commerce_indicator: enumeration(["01", "02", "05", "06", "07"]),
  transaction_id: text(256),
  version: text(32),
});

export const AuthenticationResultRequest = open({
  outcome: enumeration([
    "abandoned",
    "attempt_acknowledged",
    "authenticated",
    "canceled",
    "denied",
    "informational",
    "internal_error",
    "not_supported",
    "processing_error",
    "rejected",
  ]),
  outcome_details: Type.Optional(AuthenticationDetailsRequest),
});

const outcomesWithDetails: readonly string[] = ["authenticated", "informational", "attempt_acknowledged"];

export function decodeAuthenticationResult(
  result: Static<typeof AuthenticationResultRequest>,
): AuthenticationResult {
  if (!result.outcome_details && outcomesWithDetails.includes(result.outcome)) {
    const path = "$.authentication_result.outcome_details";
    refuse("missing", path, `the outcome ${result.outcome} needs its outcome_details`);
  }
  return { outcome: result.outcome, details: result.outcome_details };
}

const reasonCodes: readonly string[] = [
  "price_sensitivity",
  "shipping_cost",
  "shipping_speed",
  "product_fit",
  "trust_security",
  "returns_policy",
  "payment_options",
  "comparison",
  "timing_deferred",
  "other",
];

/** A reason this version does not list is kept as `other`, so that a newer agent can still cancel. */
export const IntentTraceRequest = open({
  reason_code: text(64, { description: `One of ${reasonCodes.join(", ")}.` }),
  trace_summary: Type.Optional(text(500)),
  metadata: Type.Optional(FlatFacts),
});

export function decodeIntentTrace(trace: Static<typeof IntentTraceRequest>): IntentTrace {
  return {
    reasonCode: reasonCodes.includes(trace.reason_code) ? trace.reason_code : "other",
    summary: trace.trace_summary,
    metadata: trace.metadata,
  };
}

export const create = requestShape({
  schema: open({
    items: ItemsRequest,
    buyer: Type.Optional(BuyerRequest),
    fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
    affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  }),
  examples: {
    "A shirt, shipped": {
      items: [{ id: demoItems.shirt, quantity: 1 }],
      fulfillment_details: { name: demoAddress.name, email: demoBuyer.email, address: demoAddress },
    },
    "A bag, address to follow": { items: [{ id: demoItems.tote, quantity: 2 }] },
  },
  decode: (body): CreateCommand => ({
    items: decodeItems(body.items),
    buyer: body.buyer && decodeBuyer(body.buyer),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
  }),
});

export const update = requestShape({
  schema: open({
    items: Type.Optional(ItemsRequest),
    buyer: Type.Optional(BuyerRequest),
    fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
    selected_fulfillment_options: Type.Optional(list(SelectionRequest, MAX_ITEMS)),
  }),
  examples: {
    "Add buyer and address": {
      buyer: demoBuyer,
      fulfillment_details: { name: demoAddress.name, email: demoBuyer.email, address: demoAddress },
    },
    "Change the quantity": { items: [{ id: demoItems.shirt, quantity: 2 }] },
  },
  decode: (body): UpdateCommand => ({
    items: body.items && decodeItems(body.items),
    buyer: body.buyer && decodeBuyer(body.buyer),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
    selections: body.selected_fulfillment_options?.map(decodeSelection),
  }),
});

export const completeExamples = {
  "Pay with a delegated token": {
    buyer: demoBuyer,
    payment_data: { token: demoToken, provider: "stripe" as const, billing_address: demoAddress },
  },
};

export const complete = requestShape({
  schema: open({
    buyer: Type.Optional(BuyerRequest),
    ...paymentRequestFields,
    authentication_result: Type.Optional(AuthenticationResultRequest),
    affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  }),
  examples: completeExamples,
  decode: (body): CompleteCommand => ({
    payment: decodePayment(body),
    buyer: body.buyer && decodeBuyer(body.buyer),
    authenticationResult:
      body.authentication_result && decodeAuthenticationResult(body.authentication_result),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
  }),
});

export const cancel = requestShape({
  schema: open({ intent_trace: Type.Optional(IntentTraceRequest) }),
  examples: {
    "Say why": {
      intent_trace: { reason_code: "shipping_cost", trace_summary: "The buyer expected free shipping." },
    },
    "Without a reason": {},
  },
  decode: (body): CancelCommand => ({
    intentTrace: body.intent_trace && decodeIntentTrace(body.intent_trace),
  }),
});
