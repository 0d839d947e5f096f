import { type Static, Type } from "@sinclair/typebox";
import type { CompleteCommand, CreateCommand, UpdateCommand } from "../../../checkout/command.ts";
import { AffiliateAttributionRequest, decodeAffiliateAttribution } from "./affiliate-attribution.ts";
import { AuthenticationResultRequest, decodeAuthenticationResult } from "./authentication.ts";
import { BuyerRequestSince20260130, decodeBuyerSince20260130 } from "./buyer-since-20260130.ts";
import { CARD_HANDLER, CapabilitiesRequest, decodeExtensions, decodeInterventions } from "./capabilities.ts";
import { decodeCodes, discountRequestFields } from "./discounts.ts";
import { demoAddress, demoBuyer, demoItems, demoToken } from "./examples.ts";
import { emptyableText, FreeForm, list, MAX_ITEMS, open, said, text } from "./fields.ts";
import {
  decodeSelectionSince20260130,
  SelectionRequestSince20260130,
} from "./fulfillment-options-since-20260130.ts";
import {
  decodeItemSince20260130,
  ItemRequestSince20260130,
  itemsRequestFields,
} from "./items-since-20260130.ts";
import { decodePaymentSince20260130, paymentFieldsSince20260130 } from "./payment-since-20260130.ts";

/** All of a create request but what later versions extend: the items and where they go. */
export const createFieldsSince20260130 = {
  // Longer than a code has to be: whoever sends a currency's name is told the code to send.
  currency: text(32, { description: "ISO 4217. Must be the shop's.", examples: ["usd"] }),
  capabilities: CapabilitiesRequest,
  buyer: Type.Optional(BuyerRequestSince20260130),
  ...discountRequestFields,
  affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  locale: Type.Optional(emptyableText(35)),
  timezone: Type.Optional(emptyableText(64)),
  quote_id: Type.Optional(emptyableText(256)),
  metadata: Type.Optional(FreeForm),
};

const CreateBasicsSince20260130 = open(createFieldsSince20260130);

/** Reads {@link createFieldsSince20260130}. */
export function decodeCreateSince20260130(
  body: Static<typeof CreateBasicsSince20260130>,
): Omit<CreateCommand, "items"> {
  return {
    currency: body.currency.toLowerCase(),
    buyer: body.buyer && decodeBuyerSince20260130(body.buyer),
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
export const updateFieldsSince20260130 = {
  ...itemsRequestFields(ItemRequestSince20260130),
  buyer: Type.Optional(BuyerRequestSince20260130),
  selected_fulfillment_options: Type.Optional(list(SelectionRequestSince20260130, MAX_ITEMS)),
  ...discountRequestFields,
};

const UpdateBasicsSince20260130 = open(updateFieldsSince20260130);

/** Reads {@link updateFieldsSince20260130}. */
export function decodeUpdateSince20260130(body: Static<typeof UpdateBasicsSince20260130>): UpdateCommand {
  return {
    items: (body.line_items ?? body.items)?.map(decodeItemSince20260130),
    buyer: body.buyer && decodeBuyerSince20260130(body.buyer),
    selections: body.selected_fulfillment_options?.map(decodeSelectionSince20260130),
    discountCodes: decodeCodes(body),
  };
}

/** All of a complete request but what later versions extend. */
export const completeFieldsSince20260130 = {
  buyer: Type.Optional(BuyerRequestSince20260130),
  ...paymentFieldsSince20260130,
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

const CompleteBasicsSince20260130 = open(completeFieldsSince20260130);

/** Reads {@link completeFieldsSince20260130}. */
export function decodeCompleteSince20260130(
  body: Static<typeof CompleteBasicsSince20260130>,
): CompleteCommand {
  return {
    payment: decodePaymentSince20260130(body),
    buyer: body.buyer && decodeBuyerSince20260130(body.buyer),
    authenticationResult:
      body.authentication_result && decodeAuthenticationResult(body.authentication_result),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
    riskSignals: body.risk_signals && {
      ipAddress: body.risk_signals.ip_address,
      userAgent: body.risk_signals.user_agent,
      acceptLanguage: body.risk_signals.accept_language,
      sessionId: body.risk_signals.session_id,
      deviceFingerprint: body.risk_signals.device_fingerprint,
    },
  };
}

const demoDetails = { name: demoAddress.name, email: demoBuyer.email, address: demoAddress };

/** Ways to start, from 2026-01-30 on. `quantity`, which we take too, is no field of an official item. */
export const createExamplesSince20260130 = {
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
export const updateExamplesSince20260130 = {
  "Add buyer and address": { buyer: demoBuyer, fulfillment_details: demoDetails },
  "Two of a kind, and a bag": {
    line_items: [{ id: demoItems.shirt }, { id: demoItems.shirt }, { id: demoItems.tote }],
  },
};

/** Ways to pay, from 2026-01-30 on. */
export const completeExamplesSince20260130 = {
  "Pay with a delegated token": {
    buyer: demoBuyer,
    payment_data: {
      handler_id: CARD_HANDLER,
      instrument: { type: "card", credential: { type: "spt", token: demoToken } },
      billing_address: demoAddress,
    },
  },
};
