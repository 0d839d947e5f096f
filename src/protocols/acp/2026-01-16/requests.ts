import { type Static, Type } from "@sinclair/typebox";
import type { CompleteCommand } from "../../../checkout/command.ts";
import type { AuthenticationResult } from "../../../payments/authentication.ts";
import { AffiliateAttributionRequest, decodeAffiliateAttribution } from "../words/affiliate-attribution.ts";
import { decodeAuthenticationDetails } from "../words/authentication.ts";
import { BuyerRequestUntil20260116, decodeBuyerUntil20260116 } from "../words/buyer-until-20260116.ts";
import { enumeration, open, text } from "../words/fields.ts";
import {
  decodeFulfillmentDetailsUntil20260130,
  FulfillmentDetailsRequestUntil20260130,
} from "../words/fulfillment-details.ts";
import { decodePaymentUntil20260116, paymentFieldsUntil20260116 } from "../words/payment-until-20260116.ts";
import { requestShape } from "../words/request-shape.ts";
import { completeExamplesUntil20260116 } from "../words/requests-until-20260116.ts";

const outcomes = ["authenticated", "failed", "unavailable", "rejected", "attempt"] as const;

/** This version alone has outcome words of its own; the next one went back to those of 2025-12-12. */
const outcomeWords: Record<(typeof outcomes)[number], AuthenticationResult["outcome"]> = {
  authenticated: "authenticated",
  failed: "denied",
  unavailable: "not_supported",
  rejected: "rejected",
  attempt: "attempt_acknowledged",
};

const AuthenticationResultRequest = open({
  outcome: enumeration(outcomes),
  outcome_details: Type.Optional(
    open({
      three_ds_cryptogram: text(256),
      electronic_commerce_indicator: text(8),
      transaction_id: text(256),
      version: text(32),
    }),
  ),
});

function decodeAuthenticationResult(
  result: Static<typeof AuthenticationResultRequest>,
): AuthenticationResult {
  const { outcome, outcome_details: details } = result;
  return { outcome: outcomeWords[outcome], details: details && decodeAuthenticationDetails(details) };
}

/** `POST /checkout_sessions/{id}/complete`. */
export const complete = requestShape({
  schema: open({
    buyer: Type.Optional(BuyerRequestUntil20260116),
    ...paymentFieldsUntil20260116,
    fulfillment_details: Type.Optional(FulfillmentDetailsRequestUntil20260130),
    authentication_result: Type.Optional(AuthenticationResultRequest),
    affiliate_attribution: Type.Optional(AffiliateAttributionRequest),
  }),
  examples: completeExamplesUntil20260116,
  decode: (body): CompleteCommand => ({
    payment: decodePaymentUntil20260116(body),
    buyer: body.buyer && decodeBuyerUntil20260116(body.buyer),
    fulfillmentDetails:
      body.fulfillment_details && decodeFulfillmentDetailsUntil20260130(body.fulfillment_details),
    authenticationResult:
      body.authentication_result && decodeAuthenticationResult(body.authentication_result),
    affiliateAttribution:
      body.affiliate_attribution && decodeAffiliateAttribution(body.affiliate_attribution),
  }),
});
