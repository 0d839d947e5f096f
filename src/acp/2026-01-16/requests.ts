import { type Static, Type } from "@sinclair/typebox";
import type { CompleteCommand } from "../../checkout/command.ts";
import type { AuthenticationResult } from "../../payments/authentication.ts";
import { BuyerRequest, decodeBuyer, decodePayment, paymentRequestFields } from "../2025-09-29/requests.ts";
import {
  AffiliateAttributionRequest,
  decodeAffiliateAttribution,
} from "../2025-12-12/affiliate-attribution.ts";
import {
  completeExamples,
  decodeFulfillmentDetails,
  FulfillmentDetailsRequest,
} from "../2025-12-12/requests.ts";
import { enumeration, open, text } from "../shared/fields.ts";
import { requestShape } from "../shared/request.ts";

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
  return { outcome: outcomeWords[result.outcome], details: result.outcome_details };
}

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
