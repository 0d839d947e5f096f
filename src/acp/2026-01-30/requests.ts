import { type Static, Type } from "@sinclair/typebox";
import type { CompleteCommand, CreateCommand, UpdateCommand } from "../../checkout/command.ts";
import {
  AffiliateAttributionRequest,
  decodeAffiliateAttribution,
} from "../2025-12-12/affiliate-attribution.ts";
import { AuthenticationResultRequest, decodeAuthenticationResult } from "../2025-12-12/authentication.ts";
import { decodeFulfillmentDetails, FulfillmentDetailsRequest } from "../2025-12-12/requests.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "../examples.ts";
import { emptyableText, FreeForm, list, MAX_ITEMS, open, said, text } from "../shared/fields.ts";
import { requestShape } from "../shared/request.ts";
import { BuyerRequest, decodeBuyer } from "./buyer.ts";
import { CARD_HANDLER, CapabilitiesRequest, decodeExtensions, decodeInterventions } from "./capabilities.ts";
import { decodeCodes, discountRequestFields } from "./discounts.ts";
import { decodeDestination, fulfillmentGroupsField } from "./fulfillment-groups.ts";
import { decodeSelection, SelectionRequest } from "./fulfillment-options.ts";
import { decodeItem, ItemRequest, itemsOf, itemsRequestFields } from "./items.ts";
import { decodePayment, paymentRequestFields } from "./payment.ts";

/** All of a create request but what later versions extend: the items and where they go. */
export const createRequestFields = {
  // Longer than a code has to be: whoever sends a currency's name is told the code to send.
  currency: text(32, { description: "ISO 4217. Must be the shop's.", examples: ["usd"] }),
  capabilities: CapabilitiesRequest,
  buyer: Type.Optional(BuyerRequest),
  ...discountRequestFields,
  affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  locale: Type.Optional(emptyableText(35)),
  timezone: Type.Optional(emptyableText(64)),
  quote_id: Type.Optional(emptyableText(256)),
  metadata: Type.Optional(FreeForm),
};

const CreateBasics = open(createRequestFields);

/** Reads {@link createRequestFields}. */
export function decodeCreate(body: Static<typeof CreateBasics>): Omit<CreateCommand, "items"> {
  return {
    currency: body.currency.toLowerCase(),
    buyer: body.buyer && decodeBuyer(body.buyer),
    discountCodes: decodeCodes(body),
    interventions: decodeInterventions(body.capabilities),
    extensions: decodeExtensions(body.capabilities),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
    locale: said(body.locale),
    timezone: said(body.timezone),
    quoteId: said(body.quote_id),
    metadata: body.metadata,
  };
}

/** All of an update request but where the items go. */
export const updateRequestFields = {
  ...itemsRequestFields(ItemRequest),
  buyer: Type.Optional(BuyerRequest),
  selected_fulfillment_options: Type.Optional(list(SelectionRequest, MAX_ITEMS)),
  ...discountRequestFields,
};

const UpdateBasics = open(updateRequestFields);

/** Reads {@link updateRequestFields}. */
export function decodeUpdate(body: Static<typeof UpdateBasics>): UpdateCommand {
  return {
    items: (body.line_items ?? body.items)?.map(decodeItem),
    buyer: body.buyer && decodeBuyer(body.buyer),
    selections: body.selected_fulfillment_options?.map(decodeSelection),
    discountCodes: decodeCodes(body),
  };
}

/** All of a complete request but what later versions extend. */
export const completeRequestFields = {
  buyer: Type.Optional(BuyerRequest),
  ...paymentRequestFields,
  authentication_result: Type.Optional(AuthenticationResultRequest),
  affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  risk_signals: Type.Optional(
    open({
      ip_address: Type.Optional(emptyableText(64)),
      user_agent: Type.Optional(emptyableText(1024)),
      accept_language: Type.Optional(emptyableText(256)),
      session_id: Type.Optional(emptyableText(256)),
      device_fingerprint: Type.Optional(emptyableText(1024)),
    }),
  ),
};

const CompleteBasics = open(completeRequestFields);

/** Reads {@link completeRequestFields}. */
export function decodeComplete(body: Static<typeof CompleteBasics>): CompleteCommand {
  return {
    payment: decodePayment(body),
    buyer: body.buyer && decodeBuyer(body.buyer),
    authenticationResult:
      body.authentication_result && decodeAuthenticationResult(body.authentication_result),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
    riskSignals: body.risk_signals && {
      ip_address: body.risk_signals.ip_address,
      user_agent: body.risk_signals.user_agent,
      accept_language: body.risk_signals.accept_language,
      session_id: body.risk_signals.session_id,
      device_fingerprint: body.risk_signals.device_fingerprint,
    },
  };
}

/** Where the items go, in a create or update request. */
const destinationFields = {
  fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  fulfillment_groups: fulfillmentGroupsField(FulfillmentDetailsRequest),
};

const demoDetails = { name: demoAddress.name, email: demoBuyer.email, address: demoAddress };

/** Ways to start, from 2026-01-30 on. `quantity`, which we take too, is no field of an official item. */
export const createExamples = {
  "A shirt, shipped": {
    line_items: [{ id: demoItems.shirt }],
    currency: "usd",
    capabilities: { interventions: { supported: ["3ds"] } },
    fulfillment_details: demoDetails,
  },
  "A gift card, nothing to ship": {
    line_items: [{ id: demoItems.giftCard }],
    currency: "usd",
    capabilities: {},
    buyer: demoBuyer,
  },
};

/** Things to change, from 2026-01-30 on. */
export const updateExamples = {
  "Add buyer and address": { buyer: demoBuyer, fulfillment_details: demoDetails },
  "Two of a kind, and a bag": {
    line_items: [{ id: demoItems.shirt }, { id: demoItems.shirt }, { id: demoItems.tote }],
  },
};

/** Ways to pay, from 2026-01-30 on. */
export const completeExamples = {
  "Pay with a delegated token": {
    buyer: demoBuyer,
    payment_data: {
      handler_id: CARD_HANDLER,
      instrument: { type: "card", credential: { type: "spt", token: demoToken } },
      billing_address: demoAddress,
    },
  },
};

/** `POST /checkout_sessions`. */
export const create = requestShape({
  schema: open({
    ...itemsRequestFields(ItemRequest),
    ...createRequestFields,
    ...destinationFields,
  }),
  examples: createExamples,
  decode: (body): CreateCommand => ({
    ...decodeCreate(body),
    items: itemsOf(body).map(decodeItem),
    ...decodeDestination(body, decodeFulfillmentDetails),
  }),
});

/** `POST /checkout_sessions/{id}`: what is absent stays as it is. */
export const update = requestShape({
  schema: open({
    ...updateRequestFields,
    ...destinationFields,
  }),
  examples: updateExamples,
  decode: (body): UpdateCommand => ({
    ...decodeUpdate(body),
    ...decodeDestination(body, decodeFulfillmentDetails),
  }),
});

/** `POST /checkout_sessions/{id}/complete`. */
export const complete = requestShape({
  schema: open({
    ...completeRequestFields,
    fulfillment_details: Type.Optional(FulfillmentDetailsRequest),
  }),
  examples: completeExamples,
  decode: (body): CompleteCommand => ({
    ...decodeComplete(body),
    fulfillmentDetails: body.fulfillment_details && decodeFulfillmentDetails(body.fulfillment_details),
  }),
});
