import { Type } from "@sinclair/typebox";
import type { CompleteCommand } from "../../../checkout/command.ts";
import { AffiliateAttributionRequest, decodeAffiliateAttribution } from "../words/affiliate-attribution.ts";
import { AuthenticationResultRequest, decodeAuthenticationResult } from "../words/authentication.ts";
import { BuyerRequestUntil20260116, decodeBuyerUntil20260116 } from "../words/buyer-until-20260116.ts";
import { open } from "../words/fields.ts";
import {
  decodeFulfillmentDetailsUntil20260130,
  FulfillmentDetailsRequestUntil20260130,
} from "../words/fulfillment-details.ts";
import { decodePaymentUntil20260116, paymentFieldsUntil20260116 } from "../words/payment-until-20260116.ts";
import { requestShape } from "../words/request-shape.ts";
import { completeExamplesUntil20260116 } from "../words/requests-until-20260116.ts";

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
