import { type Static, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../address.ts";
import type {
  CancelCommand,
  CompleteCommand,
  CreateCommand,
  RequestedSelection,
  UpdateCommand,
} from "../../checkout/command.ts";
import {
  BuyerRequest,
  decodeBuyer,
  decodeItems,
  decodePayment,
  ItemsRequest,
  paymentRequestFields,
} from "../2025-09-29/requests.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../examples.ts";
import { decodeAddress, recipientAddressFields } from "../shared/address.ts";
import { Email, emptyableText, enumeration, id, list, MAX_ITEMS, open, said } from "../shared/fields.ts";
import { refuse, requestShape } from "../shared/request.ts";
import { AffiliateAttributionRequest, decodeAffiliateAttribution } from "./affiliate-attribution.ts";
import { AuthenticationResultRequest, decodeAuthenticationResult } from "./authentication.ts";
import { decodeIntentTrace, IntentTraceRequest } from "./intent-trace.ts";

/** Everything of the fulfillment details but the address, which later versions extend. */
export const contactRequestFields = {
  name: Type.Optional(emptyableText(256)),
  phone_number: Type.Optional(emptyableText(40)),
  email: Type.Optional(Email),
};

/** Who receives the goods and where, until 2026-01-30. */
export const FulfillmentDetailsRequest = open({
  ...contactRequestFields,
  address: Type.Optional(open(recipientAddressFields)),
});

/** Reads who receives the goods and where; the address is checked. `path` is the details' JSONPath in the request. */
export function decodeFulfillmentDetails(
  details: Static<typeof FulfillmentDetailsRequest>,
  path = "$.fulfillment_details",
): FulfillmentDetails {
  const name = said(details.name);
  return {
    name,
    phone_number: said(details.phone_number),
    email: details.email,
    address: details.address && decodeAddress(details.address, `${path}.address`, name),
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

/** `POST /checkout_sessions`. */
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

/** `POST /checkout_sessions/{id}`: what is absent stays as it is. */
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

/** Ways to pay, until 2026-01-16. */
export const completeExamples = {
  "Pay with a delegated token": {
    buyer: demoBuyer,
    payment_data: { token: demoToken, provider: "stripe" as const, billing_address: demoAddress },
  },
};

/** `POST /checkout_sessions/{id}/complete`. */
export const complete = requestShape({
  schema: open({
    buyer: Type.Optional(BuyerRequest),
    ...paymentRequestFields,
    fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
    authentication_result: Type.Optional(AuthenticationResultRequest),
    affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  }),
  examples: completeExamples,
  decode: (body): CompleteCommand => ({
    payment: decodePayment(body),
    buyer: body.buyer && decodeBuyer(body.buyer),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
    authenticationResult:
      body.authentication_result && decodeAuthenticationResult(body.authentication_result),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
  }),
});

/** `POST /checkout_sessions/{id}/cancel`, unchanged since. The body is optional. */
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
